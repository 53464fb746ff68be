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
import network.phala.metadata.MetadataV15;
import network.phala.metadata.PalletMetadata;
import network.phala.metadata.PortableType;
import network.phala.metadata.PortableType.Definition;
import network.phala.metadata.TypeId;

/// Compares metadata pallet by pallet: indices, calls, events, errors, storage, constants, and every type they mention,
/// all the way down, whatever the numbers of types are. Docs aside.
final class MetadataComparison {
    private static final String OUTER = "phala_node_runtime::Runtime";

    private final List<PortableType> observedTypes;
    private final List<PortableType> ourTypes;
    private final Findings findings;
    private String area = "";

    private MetadataComparison(List<PortableType> observedTypes, List<PortableType> ourTypes, Findings findings) {
        this.observedTypes = observedTypes;
        this.ourTypes = ourTypes;
        this.findings = findings;
    }

    /// Compares all of version 14.
    static void run(MetadataV14 observed, MetadataV14 ours, Findings findings) {
        new MetadataComparison(observed.types(), ours.types(), findings).run(observed, ours);
    }

    /// Compares what version 15 has besides: parts of the extrinsic, runtime APIs, outer enums.
    static void run(MetadataV15 observed, MetadataV15 ours, Findings findings) {
        new MetadataComparison(observed.types(), ours.types(), findings).run(observed, ours);
    }

    private void run(MetadataV15 observed, MetadataV15 ours) {
        area = "metadata V15";
        type("address", observed.extrinsic().address(), ours.extrinsic().address());
        type("call", observed.extrinsic().call(), ours.extrinsic().call());
        type("signature", observed.extrinsic().signature(), ours.extrinsic().signature());
        type("extra", observed.extrinsic().extra(), ours.extrinsic().extra());
        type("runtime", observed.runtime(), ours.runtime());
        type("call enum", observed.outerEnums().call(), ours.outerEnums().call());
        type("event enum", observed.outerEnums().event(), ours.outerEnums().event());
        type("error enum", observed.outerEnums().error(), ours.outerEnums().error());
        findings.compare(area, name("custom"), observed.custom(), ours.custom());
        area = "metadata APIs";
        Map<String, MetadataV15.RuntimeApi> own =
                ours.apis().stream().collect(Collectors.toMap(MetadataV15.RuntimeApi::name, Function.identity()));
        for (MetadataV15.RuntimeApi api : observed.apis()) {
            if (own.containsKey(api.name())) {
                api(api, own.get(api.name()));
            } else {
                findings.differs(area, name(api.name()), "observed, not ours");
            }
        }
        findings.compare(area, name("of our own"), true, observed.apis().size() >= own.size());
    }

    private void api(MetadataV15.RuntimeApi real, MetadataV15.RuntimeApi mine) {
        for (MetadataV15.Method method : real.methods()) {
            String called = real.name() + "_" + method.name();
            Optional<MetadataV15.Method> own = mine.methods().stream()
                    .filter(other -> other.name().equals(method.name()))
                    .findFirst();
            if (own.isEmpty()) {
                findings.differs(area, name(called), "observed, not ours");
                continue;
            }
            type(called + " output", method.output(), own.get().output());
            findings.compare(area, name(called + " inputs"), names(method), names(own.get()));
            for (int i = 0;
                    i < Math.min(method.inputs().size(), own.get().inputs().size());
                    i++) {
                type(
                        called + " input " + i,
                        method.inputs().get(i).type(),
                        own.get().inputs().get(i).type());
            }
        }
    }

    private static List<String> names(MetadataV15.Method method) {
        return method.inputs().stream().map(MetadataV15.Input::name).toList();
    }

    private void run(MetadataV14 observed, MetadataV14 ours) {
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
        PortableType real = observedTypes.get(realId.value());
        PortableType mine = ourTypes.get(mineId.value());
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
