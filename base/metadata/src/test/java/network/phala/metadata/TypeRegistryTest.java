package network.phala.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import network.phala.metadata.PortableType.Definition;
import network.phala.primitives.AccountId;
import network.phala.scale.Scale;
import network.phala.scale.TypePath;
import org.junit.jupiter.api.Test;

class TypeRegistryTest {
    @TypePath("a::Tree")
    record Tree(int value, List<Tree> children) {}

    @TypePath("a::Tree")
    record SameTree(int value, List<SameTree> children) {}

    @TypePath("a::Other")
    record Other(Tree first, SameTree second, Optional<AccountId> owner) {}

    @Test
    void typesThatDescribeTheSameBecomeOneEvenInCircles() {
        TypeRegistry registry = new TypeRegistry();
        registry.add(Scale.of(Other.class).type());
        registry.seal();
        assertThat(registry.id(Scale.of(Tree.class).type()))
                .isEqualTo(registry.id(Scale.of(SameTree.class).type()));
        List<PortableType> types = registry.types();
        assertThat(types.stream().map(PortableType::name).filter(name -> !name.isEmpty()))
                .containsExactlyInAnyOrder("a::Other", "a::Tree", "Option", "sp_core::crypto::AccountId32");
        for (int i = 0; i < types.size(); i++) {
            assertThat(types.get(i).id()).isEqualTo(i);
        }
    }

    @Test
    void fieldsCarryNamesAndTypes() {
        TypeRegistry registry = new TypeRegistry();
        registry.add(Scale.of(Tree.class).type());
        registry.seal();
        PortableType tree =
                registry.types().get(registry.id(Scale.of(Tree.class).type()).value());
        Definition.Composite composite = (Definition.Composite) tree.definition();
        assertThat(composite.fields())
                .extracting(field -> field.name().orElseThrow())
                .containsExactly("value", "children");
    }
}
