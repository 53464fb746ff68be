package network.phala.golden.node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import network.phala.metadata.MetadataV14;
import network.phala.metadata.PalletMetadata;
import network.phala.metadata.PortableType;
import network.phala.metadata.PortableType.Definition;
import network.phala.metadata.TypeId;

/// Compares metadata pallet by pallet: indices, calls, events, errors, storage, constants, and every type they mention,
/// all the way down, whatever the numbers of types are. Docs aside.
final class MetadataComparison {
    private static final String OUTER = "phala_node_runtime::Runtime";

    private final MetadataV14 observed;
    private final MetadataV14 ours;
    private final Findings findings;
    private String area = "";

    MetadataComparison(MetadataV14 observed, MetadataV14 ours, Findings findings) {
        this.observed = observed;
        this.ours = ours;
        this.findings = findings;
    }

    void run() {
        Map<String, PalletMetadata> real =
                observed.pallets().stream().collect(Collectors.toMap(PalletMetadata::name, Function.identity()));
        for (PalletMetadata pallet : ours.pallets()) {
            PalletMetadata other = real.get(pallet.name());
            area = "metadata " + pallet.name();
            if (other == null) {
                findings.differs(area, area, "the original has no such pallet");
            } else {
                pallet(other, pallet);
            }
        }
        area = "metadata extrinsic";
        type("extrinsic", observed.extrinsic().type(), ours.extrinsic().type());
        findings.compare(
                area,
                "metadata extensions",
                observed.extrinsic().signedExtensions().stream()
                        .map(e -> e.identifier())
                        .toList(),
                ours.extrinsic().signedExtensions().stream()
                        .map(e -> e.identifier())
                        .toList());
        for (int i = 0; i < ours.extrinsic().signedExtensions().size(); i++) {
            var mine = ours.extrinsic().signedExtensions().get(i);
            var other = observed.extrinsic().signedExtensions().get(i);
            type(mine.identifier(), other.type(), mine.type());
            type(mine.identifier() + " additional", other.additionalSigned(), mine.additionalSigned());
        }
    }

    private void pallet(PalletMetadata real, PalletMetadata mine) {
        findings.compare(area, name("index"), real.number(), mine.number());
        optional("calls", real.calls(), mine.calls());
        optional("events", real.event(), mine.event());
        optional("errors", real.error(), mine.error());
        storage(real, mine);
        findings.compare(
                area,
                name("constants"),
                real.constants().stream().map(PalletMetadata.Constant::name).toList(),
                mine.constants().stream().map(PalletMetadata.Constant::name).toList());
        for (PalletMetadata.Constant constant : mine.constants()) {
            real.constants().stream()
                    .filter(other -> other.name().equals(constant.name()))
                    .forEach(other -> {
                        findings.compare(area, name("constant " + constant.name()), other.value(), constant.value());
                        type("constant " + constant.name() + " type", other.type(), constant.type());
                    });
        }
    }

    private String name(String what) {
        return area + " " + what;
    }

    private void storage(PalletMetadata real, PalletMetadata mine) {
        findings.compare(
                area,
                name("storage prefix"),
                real.storage().map(PalletMetadata.Storage::prefix),
                mine.storage().map(PalletMetadata.Storage::prefix));
        List<PalletMetadata.Entry> others =
                real.storage().map(PalletMetadata.Storage::entries).orElse(List.of());
        List<PalletMetadata.Entry> entries =
                mine.storage().map(PalletMetadata.Storage::entries).orElse(List.of());
        findings.compare(area, name("storage items"), names(others), names(entries));
        for (PalletMetadata.Entry entry : entries) {
            others.stream().filter(other -> other.name().equals(entry.name())).forEach(other -> entry(other, entry));
        }
    }

    private static List<String> names(List<PalletMetadata.Entry> entries) {
        return entries.stream().map(PalletMetadata.Entry::name).toList();
    }

    private void entry(PalletMetadata.Entry real, PalletMetadata.Entry mine) {
        String item = "storage " + mine.name();
        findings.compare(area, name(item + " modifier"), real.modifier(), mine.modifier());
        findings.compare(area, name(item + " default"), real.fallback(), mine.fallback());
        switch (real.kind()) {
            case PalletMetadata.Kind.Plain(TypeId value)
            when mine.kind() instanceof PalletMetadata.Kind.Plain(TypeId own) -> type(item, value, own);
            case PalletMetadata.Kind.Map(var hashers, TypeId key, TypeId value)
            when mine.kind() instanceof PalletMetadata.Kind.Map(var ownHashers, TypeId ownKey, TypeId own) -> {
                findings.compare(area, name(item + " hashers"), hashers, ownHashers);
                type(item + " key", key, ownKey);
                type(item, value, own);
            }
            default -> findings.differs(area, name(item), "observed " + real.kind() + ", ours " + mine.kind());
        }
    }

    private void optional(String what, Optional<TypeId> real, Optional<TypeId> mine) {
        findings.compare(area, name(what), real.isPresent(), mine.isPresent());
        if (real.isPresent() && mine.isPresent()) {
            type(what, real.get(), mine.get());
        }
    }

    private void type(String where, TypeId real, TypeId mine) {
        List<String> problems = new ArrayList<>();
        same(real, mine, "", new HashSet<>(), problems);
        if (problems.isEmpty()) {
            findings.equal(area);
        }
        problems.forEach(
                problem -> findings.differs(area, name(where) + problem.substring(0, problem.indexOf(':')), problem));
    }

    private void same(TypeId realId, TypeId mineId, String at, Set<List<Integer>> seen, List<String> problems) {
        if (!seen.add(List.of(realId.value(), mineId.value()))) {
            return;
        }
        PortableType real = observed.types().get(realId.value());
        PortableType mine = ours.types().get(mineId.value());
        String here = at + (mine.path().isEmpty() ? "" : "/" + mine.path().getLast());
        if (!real.path().equals(mine.path())) {
            problems.add(here + ": path " + real.name() + ", ours " + mine.name());
            return;
        }
        parameters(real, mine, here, seen, problems);
        if (!real.definition().getClass().equals(mine.definition().getClass())) {
            problems.add(here + ": " + real.definition() + ", ours " + mine.definition());
            return;
        }
        definition(real, mine, here, seen, problems);
    }

    private void parameters(
            PortableType real, PortableType mine, String here, Set<List<Integer>> seen, List<String> problems) {
        List<String> names =
                real.parameters().stream().map(PortableType.Parameter::name).toList();
        List<String> own =
                mine.parameters().stream().map(PortableType.Parameter::name).toList();
        if (!names.equals(own)) {
            problems.add(here + ": parameters " + names + ", ours " + own);
            return;
        }
        for (int i = 0; i < own.size(); i++) {
            Optional<TypeId> a = real.parameters().get(i).type();
            Optional<TypeId> b = mine.parameters().get(i).type();
            if (a.isPresent() != b.isPresent()) {
                problems.add(here + ": type of parameter " + own.get(i));
            } else if (a.isPresent()) {
                same(a.get(), b.orElseThrow(), here, seen, problems);
            }
        }
    }

    private void definition(
            PortableType real, PortableType mine, String here, Set<List<Integer>> seen, List<String> problems) {
        switch (real.definition()) {
            case Definition.Composite(var fields) ->
                fields(fields, ((Definition.Composite) mine.definition()).fields(), here, seen, problems);
            case Definition.Enumeration(var variants) ->
                variants(
                        real.name().startsWith(OUTER),
                        variants,
                        ((Definition.Enumeration) mine.definition()).variants(),
                        here,
                        seen,
                        problems);
            case Definition.Sequence(TypeId element) ->
                same(element, ((Definition.Sequence) mine.definition()).element(), here, seen, problems);
            case Definition.Array(int length, TypeId element) -> {
                Definition.Array own = (Definition.Array) mine.definition();
                if (length != own.length()) {
                    problems.add(here + ": length " + length + ", ours " + own.length());
                }
                same(element, own.element(), here, seen, problems);
            }
            case Definition.Tuple(var elements) -> {
                List<TypeId> own = ((Definition.Tuple) mine.definition()).elements();
                if (elements.size() != own.size()) {
                    problems.add(here + ": tuple of " + elements.size() + ", ours of " + own.size());
                }
                for (int i = 0; i < Math.min(elements.size(), own.size()); i++) {
                    same(elements.get(i), own.get(i), here, seen, problems);
                }
            }
            case Definition.Primitive primitive -> {
                if (!primitive.equals(mine.definition())) {
                    problems.add(here + ": " + primitive + ", ours " + mine.definition());
                }
            }
            case Definition.Compacted(TypeId inner) ->
                same(inner, ((Definition.Compacted) mine.definition()).inner(), here, seen, problems);
            case Definition.BitSequence(TypeId store, TypeId order) -> {
                Definition.BitSequence own = (Definition.BitSequence) mine.definition();
                same(store, own.store(), here, seen, problems);
                same(order, own.order(), here, seen, problems);
            }
        }
    }

    /// The runtime's own outer enums lack the variants of the pallets that we lack.
    private void variants(
            boolean outer,
            List<PortableType.Variant> real,
            List<PortableType.Variant> mine,
            String here,
            Set<List<Integer>> seen,
            List<String> problems) {
        Set<Integer> known = mine.stream().map(PortableType.Variant::number).collect(Collectors.toSet());
        List<PortableType.Variant> expected = real.stream()
                .filter(variant -> !outer || known.contains(variant.number()))
                .toList();
        List<String> names =
                expected.stream().map(v -> v.number() + " " + v.name()).toList();
        List<String> own = mine.stream().map(v -> v.number() + " " + v.name()).toList();
        if (!names.equals(own)) {
            problems.add(here + ": variants " + names + ", ours " + own);
            return;
        }
        for (int i = 0; i < own.size(); i++) {
            String variant = here + "::" + mine.get(i).name();
            fields(expected.get(i).fields(), mine.get(i).fields(), variant, seen, problems);
        }
    }

    private void fields(
            List<PortableType.Field> real,
            List<PortableType.Field> mine,
            String here,
            Set<List<Integer>> seen,
            List<String> problems) {
        List<String> names = real.stream().map(MetadataComparison::label).toList();
        List<String> own = mine.stream().map(MetadataComparison::label).toList();
        if (!names.equals(own)) {
            problems.add(here + ": fields " + names + ", ours " + own);
        }
        for (int i = 0; i < Math.min(real.size(), mine.size()); i++) {
            same(real.get(i).type(), mine.get(i).type(), here, seen, problems);
        }
    }

    private static String label(PortableType.Field field) {
        return field.name().orElse("_") + " " + field.typeName().orElse("");
    }
}
