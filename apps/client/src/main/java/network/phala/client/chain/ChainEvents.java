package network.phala.client.chain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.phala.client.contract.ContractFileException;
import network.phala.client.contract.ValueCodec;
import network.phala.metadata.MetadataV14;
import network.phala.metadata.PalletMetadata;
import network.phala.metadata.PortableType;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import tools.jackson.databind.JsonNode;

/// Reads a block's events by the chain's metadata.
final class ChainEvents {
    private static final Bytes EVENTS = StorageKeys.value("System", "Events");

    private final MetadataV14 metadata;
    private final ValueCodec values;
    private final int recordsType;

    /// @param encoded the answer of `state_getMetadata`
    ChainEvents(Bytes encoded) throws IOException {
        try {
            metadata = MetadataV14.decode(encoded);
        } catch (DecodeException e) {
            throw new IOException("The node's metadata does not decode: " + e.getMessage(), e);
        }
        values = ValueCodec.of(metadata);
        recordsType = metadata.pallets().stream()
                .filter(pallet -> pallet.name().equals("System"))
                .flatMap(pallet -> pallet.storage().stream())
                .flatMap(storage -> storage.entries().stream())
                .filter(entry -> entry.name().equals("Events"))
                .flatMap(entry -> entry.kind() instanceof PalletMetadata.Kind.Plain(var type)
                        ? Stream.of(type.value())
                        : Stream.empty())
                .findFirst()
                .orElseThrow(() -> new IOException("The chain's metadata has no plain value System.Events"));
    }

    static Bytes key() {
        return EVENTS;
    }

    /// The value of a pallet's constant.
    Bytes constant(String pallet, String name) throws IOException {
        return metadata.pallets().stream()
                .filter(each -> each.name().equals(pallet))
                .flatMap(each -> each.constants().stream())
                .filter(each -> each.name().equals(name))
                .map(PalletMetadata.Constant::value)
                .findFirst()
                .orElseThrow(() -> new IOException("The chain's metadata has no constant " + pallet + "." + name));
    }

    /// The events of the extrinsic at `index`, as `{"Pallet": {"Event": {…}}}`.
    List<JsonNode> ofExtrinsic(Bytes records, int index) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        try {
            for (JsonNode entry : values.decode(recordsType, records)) {
                JsonNode phase = entry.path("phase").path("ApplyExtrinsic");
                if (phase.canConvertToInt() && phase.asInt() == index) {
                    events.add(entry.path("event"));
                }
            }
        } catch (ContractFileException e) {
            throw new IOException("The block's events do not decode: " + e.getMessage(), e);
        }
        return events;
    }

    /// Why an extrinsic failed, in the chain's own names; absent when it did not.
    Optional<String> failure(List<JsonNode> events) {
        for (JsonNode event : events) {
            JsonNode system = event.path("System").path("ExtrinsicFailed");
            if (!system.isMissingNode()) {
                return Optional.of(errorName(system.path("dispatch_error")));
            }
            // Sudo swallows the failure of what it was asked to do.
            JsonNode sudo = event.path("Sudo").path("Sudid").path("sudo_result").path("Err");
            if (!sudo.isMissingNode()) {
                return Optional.of(errorName(sudo));
            }
        }
        return Optional.empty();
    }

    /// What the extrinsic's signer paid, tip included.
    static Optional<U128> fee(List<JsonNode> events) {
        for (JsonNode event : events) {
            JsonNode paid =
                    event.path("TransactionPayment").path("TransactionFeePaid").path("actual_fee");
            // Anything else is another chain's idea of a fee.
            if (paid.isIntegralNumber() && paid.asString().matches("[0-9]{1,38}")) {
                return Optional.of(U128.parse(paid.asString()));
            }
        }
        return Optional.empty();
    }

    private String errorName(JsonNode error) {
        JsonNode module = error.path("Module");
        if (module.isMissingNode()) {
            return error.toString();
        }
        int pallet = module.path("index").asInt(-1);
        String code = module.path("error").asString("");
        if (!code.matches("0x[0-9a-f]{2,8}")) {
            return error.toString();
        }
        int number = Integer.parseInt(code.substring(2, 4), 16);
        for (PalletMetadata candidate : metadata.pallets()) {
            int at = candidate.error().isPresent() ? candidate.error().get().value() : -1;
            if (candidate.number() == pallet && at >= 0 && at < metadata.types().size()) {
                PortableType type = metadata.types().get(at);
                if (type.definition() instanceof PortableType.Definition.Enumeration(var variants)) {
                    for (PortableType.Variant variant : variants) {
                        if (variant.number() == number) {
                            return candidate.name() + "." + variant.name();
                        }
                    }
                }
            }
        }
        return "pallet " + pallet + " error " + number;
    }
}
