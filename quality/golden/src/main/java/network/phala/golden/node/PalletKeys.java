package network.phala.golden.node;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import network.phala.frame.Pallet;
import network.phala.frame.storage.Hasher;
import network.phala.primitives.Bytes;
import network.phala.runtime.PhalaRuntime;
import tools.jackson.databind.JsonNode;

/// Names of storage keys, and which of them belong to pallets that we lack.
final class PalletKeys {
    private static final int PALLET_SIZE = 16;
    private static final int ITEM_SIZE = 32;

    private final Map<Bytes, String> nameByPrefix = new HashMap<>();
    private final Set<String> ours;

    PalletKeys(PhalaRuntime runtime, JsonNode prefixes) {
        prefixes.properties()
                .forEach(entry -> nameByPrefix.put(
                        Bytes.fromHex(entry.getKey()), entry.getValue().asString()));
        ours = runtime.pallets().stream().map(Pallet::name).collect(Collectors.toSet());
    }

    /// `Pallet.Item`, `Pallet`, or text or hex of a key that is no pallet's.
    String name(Bytes key) {
        if (key.size() >= ITEM_SIZE && nameByPrefix.containsKey(key.slice(0, ITEM_SIZE))) {
            return String.valueOf(nameByPrefix.get(key.slice(0, ITEM_SIZE)));
        }
        if (key.size() >= PALLET_SIZE && nameByPrefix.containsKey(key.slice(0, PALLET_SIZE))) {
            return nameByPrefix.get(key.slice(0, PALLET_SIZE)) + ".?";
        }
        return key.size() > 0 && key.get(0) == ':' ? key.toUtf8() : key.toHex();
    }

    boolean isForeign(Bytes key) {
        String name = name(key);
        return name.contains(".") && !ours.contains(name.substring(0, name.indexOf('.')));
    }

    Bytes of(String name) {
        int dot = name.indexOf('.');
        return Hasher.ofName(name.substring(0, dot)).concat(Hasher.ofName(name.substring(dot + 1)));
    }
}
