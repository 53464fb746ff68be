package network.phala.pallet.rmrk;

import java.util.List;
import java.util.Optional;
import network.phala.primitives.Bytes;
import network.phala.scale.Bounded;
import network.phala.scale.Name;
import network.phala.scale.Transparent;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Something an NFT shows: on the wire only, nothing keeps resources here.
@TypePath(
        value = "rmrk_traits::resource::ResourceTypes",
        parameters = {"BoundedString", "BoundedParts"},
        arguments = {Resource.Text.class, Resource.Parts.class})
public sealed interface Resource {
    @Name("Basic")
    @Unnamed
    record OfBasic(@TypeName("BasicResource<BoundedString>") Basic resource) implements Resource {}

    @Name("Composable")
    @Unnamed
    record OfComposable(
            @TypeName("ComposableResource<BoundedString, BoundedParts>")
            Composable resource) implements Resource {}

    @Name("Slot")
    @Unnamed
    record OfSlot(@TypeName("SlotResource<BoundedString>") Slot resource) implements Resource {}

    /// Text alone.
    @TypePath(value = "rmrk_traits::resource::BasicResource", parameters = "BoundedString", arguments = Text.class)
    record Basic(@TypeName("BoundedString") Text metadata) {}

    /// Parts of a base.
    @TypePath(
            value = "rmrk_traits::resource::ComposableResource",
            parameters = {"BoundedString", "BoundedParts"},
            arguments = {Text.class, Parts.class})
    record Composable(
            @TypeName("BoundedParts") Parts parts,
            @TypeName("BaseId") int base,
            @TypeName("Option<BoundedString>") Optional<Text> metadata,
            @TypeName("Option<(BaseId, SlotId)>") Optional<NftInfo.Equipped> slot) {}

    /// A place in a base.
    @TypePath(value = "rmrk_traits::resource::SlotResource", parameters = "BoundedString", arguments = Text.class)
    record Slot(
            @TypeName("BaseId") int base,
            @TypeName("Option<BoundedString>") Optional<Text> metadata,
            @TypeName("SlotId") int slot) {}

    @Transparent
    record Text(@Bounded(RmrkCore.STRING_SIZE_MAX) Bytes text) {}

    @Transparent
    record Parts(@Bounded(10) List<Integer> ids) {}
}
