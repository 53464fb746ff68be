package network.phala.pallet.rmrk;

import java.util.List;
import network.phala.scale.Bounded;
import network.phala.scale.Transparent;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Resources given to an NFT as it is made.
@Transparent
public record Resources(@Bounded(10) List<ResourceInfoMin> list) {
    /// A resource and its number.
    @TypePath(
            value = "rmrk_traits::resource::ResourceInfoMin",
            parameters = {"BoundedString", "BoundedParts"},
            arguments = {Resource.Text.class, Resource.Parts.class})
    public record ResourceInfoMin(
            @TypeName("ResourceId") int id,

            @TypeName("ResourceTypes<BoundedString, BoundedParts>")
            Resource resource) {}
}
