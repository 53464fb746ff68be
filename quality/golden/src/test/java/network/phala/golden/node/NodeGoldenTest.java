package network.phala.golden.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import network.phala.golden.node.Findings.Difference;
import network.phala.metadata.MetadataV14;
import network.phala.metadata.PalletMetadata;
import network.phala.metadata.PortableType;
import network.phala.primitives.Bytes;
import network.phala.scale.DecodeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Our runtime against the published node runtime, spec 101, as it was observed (README beside
/// the recordings).
class NodeGoldenTest {
    private static NodeComparison comparison;
    private static AcceptedDifferences accepted;

    @BeforeAll
    static void compare() {
        comparison = NodeComparison.run();
        accepted = AcceptedDifferences.packaged();
    }

    @Test
    void everyDifferenceIsAccountedFor() {
        List<Difference> unexplained = comparison.findings().differences().stream()
                .filter(difference -> accepted.ruleFor(difference).isEmpty())
                .toList();
        assertThat(unexplained).isEmpty();
    }

    @Test
    void noReasonIsKeptForADifferenceThatIsGone() {
        List<AcceptedDifferences.Rule> used = comparison.findings().differences().stream()
                .map(accepted::ruleFor)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        assertThat(used).containsExactlyInAnyOrderElementsOf(accepted.rules());
    }

    @Test
    void whatWasComparedIsNotLittle() {
        var equal = comparison.findings().equalByArea();
        assertThat(equal.get("calls Balances")).isGreaterThanOrEqualTo(90);
        assertThat(equal.get("calls Sudo")).isGreaterThanOrEqualTo(42);
        assertThat(equal.get("calls PhalaMq")).isGreaterThanOrEqualTo(29);
        assertThat(equal.get("pool")).isGreaterThanOrEqualTo(231);
        assertThat(equal.get("fees")).isGreaterThanOrEqualTo(422);
        assertThat(equal.get("events")).isGreaterThanOrEqualTo(291);
        assertThat(equal.get("recorded roots")).isEqualTo(60);
        assertThat(comparison.leftOut()).isLessThanOrEqualTo(86);
    }

    @Test
    void aChangeInTheObservedMetadataIsNoticed() throws DecodeException {
        MetadataV14 real = MetadataV14.decode(NodeFiles.bytes("metadata-v14-without-docs.scale"));
        int balances = real.pallet("Balances").calls().orElseThrow().value();
        List<PortableType> types = real.types().stream()
                .map(type -> type.id() == balances ? withoutTransfers(type) : type)
                .toList();
        MetadataV14 changed = new MetadataV14(types, real.pallets(), real.extrinsic(), real.runtime());
        Findings findings = new Findings();
        MetadataComparison.run(real, changed, findings);
        assertThat(findings.differences())
                .isNotEmpty()
                .allSatisfy(difference -> assertThat(difference.detail()).contains("force_transfer"));
        assertThat(findings.differences())
                .extracting(Difference::area)
                .contains("metadata Balances")
                .doesNotContain("metadata Timestamp");
    }

    private static PortableType withoutTransfers(PortableType type) {
        var variants = ((PortableType.Definition.Enumeration) type.definition())
                .variants().stream()
                        .filter(variant -> !variant.name().equals("force_transfer"))
                        .toList();
        return new PortableType(
                type.id(),
                type.path(),
                type.parameters(),
                new PortableType.Definition.Enumeration(variants),
                type.docs());
    }

    @Test
    void aChangedDefaultIsNoticed() throws DecodeException {
        MetadataV14 real = MetadataV14.decode(NodeFiles.bytes("metadata-v14-without-docs.scale"));
        List<PalletMetadata> pallets = real.pallets().stream()
                .map(pallet -> pallet.name().equals("Sudo") ? withOtherDefaults(pallet) : pallet)
                .toList();
        Findings findings = new Findings();
        MetadataComparison.run(
                real, new MetadataV14(real.types(), pallets, real.extrinsic(), real.runtime()), findings);
        assertThat(findings.differences())
                .extracting(Difference::name)
                .containsExactly("metadata Sudo storage Key default");
    }

    private static PalletMetadata withOtherDefaults(PalletMetadata pallet) {
        PalletMetadata.Storage storage = pallet.storage().orElseThrow();
        List<PalletMetadata.Entry> entries = storage.entries().stream()
                .map(entry -> new PalletMetadata.Entry(
                        entry.name(), entry.modifier(), entry.kind(), Bytes.of((byte) 9), entry.docs()))
                .toList();
        return new PalletMetadata(
                pallet.name(),
                Optional.of(new PalletMetadata.Storage(storage.prefix(), entries)),
                pallet.calls(),
                pallet.event(),
                pallet.constants(),
                pallet.error(),
                pallet.index());
    }

    @Test
    void aReasonIsDemanded() {
        assertThatThrownBy(() -> AcceptedDifferences.parse("genesis * |"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No reason");
        AcceptedDifferences rules = AcceptedDifferences.parse("block * storage A.B *|why");
        assertThat(rules.ruleFor(new Difference("x", "block 7 storage A.B 0x00", "")))
                .isPresent();
        assertThat(rules.ruleFor(new Difference("x", "block 7 storage A.C 0x00", "")))
                .isEmpty();
        assertThat(rules.ruleFor(new Difference("x", "a block 7 storage A.B 0x00", "")))
                .isEmpty();
    }
}
