package network.phala.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import network.phala.block.Header;
import network.phala.frame.InherentData;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.dispatch.RuntimePanic;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.executive.ApplyResult;
import network.phala.frame.executive.Executive;
import network.phala.frame.metadata.RuntimeApiDescription;
import network.phala.frame.metadata.RuntimeMetadata;
import network.phala.frame.system.RuntimeVersion;
import network.phala.frame.transaction.TransactionSource;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.frame.transaction.UncheckedExtrinsic;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.pallet.babe.BabeCall;
import network.phala.pallet.babe.Epoch;
import network.phala.pallet.grandpa.GrandpaAuthority;
import network.phala.pallet.grandpa.GrandpaCall;
import network.phala.pallet.session.SessionKeys;
import network.phala.pallet.transactionpayment.FeeDetails;
import network.phala.pallet.transactionpayment.RuntimeDispatchInfo;
import network.phala.pallet.transactionpayment.TransactionPayment;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.types.mq.MessageOrigin;
import org.jspecify.annotations.Nullable;

/// The runtime's functions as clients call them by name (`state_call`), arguments and results in SCALE. All of them
/// work on the state that is bound; what they write is the caller's to keep or forget.
public final class RuntimeApis {
    private static final Codec<RuntimeVersion> VERSION = Scale.of(RuntimeVersion.class);
    private static final Codec<Header> HEADER = Scale.of(Header.class);

    private final PhalaRuntime runtime;
    private final Executive executive;
    private final Map<String, Function> functions = new TreeMap<>();
    private final Supplier<RuntimeMetadata> metadataV14;
    private final Supplier<RuntimeMetadata> metadataV15;

    /// One function of an API.
    @FunctionalInterface
    private interface Function {
        void call(ScaleReader arguments, ScaleWriter result) throws DecodeException;
    }

    public RuntimeApis(PhalaRuntime runtime, Executive executive) {
        this.runtime = runtime;
        this.executive = executive;
        this.metadataV14 = new Once(() -> RuntimeMetadata.of(runtime, List.of()));
        this.metadataV15 = new Once(() -> RuntimeMetadata.of(runtime, descriptions()));
        core();
        transactions();
        payment();
        consensus();
        functions.put("OffchainWorkerApi_offchain_worker", (in, _) -> HEADER.decode(in));
    }

    /// The names of all functions.
    public List<String> names() {
        return List.copyOf(functions.keySet());
    }

    /// What metadata says of the functions.
    public List<RuntimeApiDescription> descriptions() {
        return ApiDescriptions.of(runtime);
    }

    /// Calls a function.
    ///
    /// @return empty when there is none of that name
    /// @throws DecodeException when the arguments are not the function's
    /// @throws RuntimePanic where Substrate's runtime would panic
    public Optional<Bytes> call(String name, Bytes arguments) throws DecodeException {
        Function function = functions.get(name);
        if (function == null) {
            return Optional.empty();
        }
        ScaleReader in = new ScaleReader(arguments);
        ScaleWriter out = new ScaleWriter();
        function.call(in, out);
        in.expectEnd();
        return Optional.of(out.toBytes());
    }

    private void core() {
        functions.put(
                "Core_version",
                (_, out) -> VERSION.encode(runtime.system().config().version(), out));
        functions.put("Core_initialize_block", (in, _) -> {
            Header header = HEADER.decode(in);
            executive.initializeBlock(header.parentHash(), header.number(), header.digest());
        });
        functions.put("Core_execute_block", (in, _) -> executeBlock(in));
        functions.put("Metadata_metadata", (_, out) -> out.writeVec(metadata(14)));
        functions.put(
                "Metadata_metadata_versions", (_, out) -> Codecs.vec(Codecs.U32).encode(List.of(14, 15), out));
        functions.put("Metadata_metadata_at_version", (in, out) -> {
            int version = in.readInt();
            boolean known = version == 14 || version == 15;
            out.writeBoolean(known);
            if (known) {
                out.writeVec(metadata(version));
            }
        });
        functions.put("BlockBuilder_apply_extrinsic", (in, out) -> out.write(apply(extrinsic(in))));
        functions.put("BlockBuilder_finalize_block", (_, out) -> HEADER.encode(executive.finalizeBlock(), out));
        functions.put("BlockBuilder_inherent_extrinsics", (in, out) -> {
            List<Bytes> extrinsics = executive.inherentExtrinsics(inherentData(in));
            out.writeCompact(extrinsics.size());
            extrinsics.forEach(out::write);
        });
    }

    private void executeBlock(ScaleReader in) throws DecodeException {
        Header header = HEADER.decode(in);
        int count = in.readLength(1);
        List<Bytes> extrinsics = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            extrinsics.add(extrinsic(in));
        }
        try {
            executive.executeBlock(header, extrinsics);
        } catch (Executive.BlockException e) {
            throw new RuntimePanic(String.valueOf(e.getMessage()));
        }
    }

    private Bytes metadata(int version) {
        return version == 14
                ? metadataV14.get().v14().encode()
                : metadataV15.get().v15().encode();
    }

    /// Made at first use, then kept: numbering the types takes longer than all the rest. Two threads may both make it.
    private static final class Once implements Supplier<RuntimeMetadata> {
        private final Supplier<RuntimeMetadata> source;
        private volatile @Nullable RuntimeMetadata made;

        Once(Supplier<RuntimeMetadata> source) {
            this.source = source;
        }

        @Override
        public RuntimeMetadata get() {
            RuntimeMetadata known = made;
            if (known == null) {
                known = source.get();
                made = known;
            }
            return known;
        }
    }

    private Bytes apply(Bytes extrinsic) throws DecodeException {
        return switch (executive.applyExtrinsic(extrinsic)) {
            case ApplyResult.Panicked(String reason) -> throw new RuntimePanic(reason);
            case ApplyResult.Included included -> included.encode();
            case ApplyResult.Refused refused -> refused.encode();
        };
    }

    /// An extrinsic with its length prefix.
    private static Bytes extrinsic(ScaleReader in) throws DecodeException {
        ScaleWriter whole = new ScaleWriter();
        whole.writeVec(in.readVec());
        return whole.toBytes();
    }

    private static InherentData inherentData(ScaleReader in) throws DecodeException {
        Map<Bytes, Bytes> values = new TreeMap<>();
        int count = in.readLength(9);
        for (int i = 0; i < count; i++) {
            values.put(in.readBytes(8), in.readVec());
        }
        return new InherentData(values);
    }

    private void transactions() {
        functions.put("TaggedTransactionQueue_validate_transaction", (in, out) -> {
            TransactionSource source = Scale.of(TransactionSource.class).decode(in);
            Bytes extrinsic = extrinsic(in);
            H256 at = Codecs.H_256.decode(in);
            encode(executive.validateTransaction(source, extrinsic, at), out);
        });
        functions.put(
                "AccountNonceApi_account_nonce",
                (in, out) -> out.writeInt(runtime.system()
                        .accounts()
                        .get(Codecs.ACCOUNT_ID.decode(in))
                        .nonce()));
        functions.put("MqApi_sender_sequence", (in, out) -> {
            MessageOrigin sender = MessageOrigin.codec().decode(in);
            out.writeBoolean(runtime.phalaMq().hasSent(sender));
            if (runtime.phalaMq().hasSent(sender)) {
                out.writeLong(runtime.phalaMq().nextSequence(sender));
            }
        });
    }

    private static void encode(TransactionValidity verdict, ScaleWriter out) {
        switch (verdict) {
            case TransactionValidity.Valid(ValidTransaction transaction) -> {
                out.writeByte(0);
                Scale.of(ValidTransaction.class).encode(transaction, out);
            }
            case TransactionValidity.Error error -> {
                out.writeByte(1);
                TransactionValidity.Error.ERROR_CODEC.encode(error, out);
            }
        }
    }

    private void payment() {
        TransactionPayment payment = runtime.transactionPayment();
        functions.put("TransactionPaymentApi_query_info", (in, out) -> {
            UncheckedExtrinsic extrinsic = runtime.extrinsicFormat().decode(extrinsic(in));
            queryInfo(extrinsic.call(), extrinsic.signed().isPresent(), in.readInt(), out);
        });
        functions.put("TransactionPaymentApi_query_fee_details", (in, out) -> {
            UncheckedExtrinsic extrinsic = runtime.extrinsicFormat().decode(extrinsic(in));
            queryFeeDetails(extrinsic.call(), extrinsic.signed().isPresent(), in.readInt(), out);
        });
        functions.put("TransactionPaymentCallApi_query_call_info", (in, out) -> {
            RuntimeCall call = runtime.callCodec().decode(in);
            queryInfo(call, true, in.readInt(), out);
        });
        functions.put("TransactionPaymentCallApi_query_call_fee_details", (in, out) -> {
            RuntimeCall call = runtime.callCodec().decode(in);
            queryFeeDetails(call, true, in.readInt(), out);
        });
        for (String api : List.of("TransactionPaymentApi", "TransactionPaymentCallApi")) {
            functions.put(
                    api + "_query_weight_to_fee",
                    (in, out) -> out.writeU128(
                            payment.weightToFee(Scale.of(Weight.class).decode(in))));
            functions.put(api + "_query_length_to_fee", (in, out) -> out.writeU128(payment.lengthToFee(in.readInt())));
        }
    }

    private void queryInfo(RuntimeCall call, boolean signed, int length, ScaleWriter out) {
        DispatchInfo info = runtime.dispatchInfo(call);
        U128 fee =
                signed ? runtime.transactionPayment().feeDetails(length, info).finalFee() : U128.ZERO;
        Scale.of(RuntimeDispatchInfo.class)
                .encode(new RuntimeDispatchInfo(info.weight(), info.dispatchClass(), fee), out);
    }

    private void queryFeeDetails(RuntimeCall call, boolean signed, int length, ScaleWriter out) {
        FeeDetails details = signed
                ? runtime.transactionPayment().feeDetails(length, runtime.dispatchInfo(call))
                : new FeeDetails(Optional.empty(), U128.ZERO);
        Scale.of(FeeDetails.class).encode(details, out);
    }

    private void consensus() {
        functions.put(
                "GrandpaApi_grandpa_authorities",
                (_, out) -> Codecs.vec(Scale.of(GrandpaAuthority.class))
                        .encode(runtime.grandpa().authorities(), out));
        functions.put(
                "GrandpaApi_current_set_id",
                (_, out) -> out.writeLong(runtime.grandpa().currentSetId()));
        functions.put(
                "BabeApi_configuration", (_, out) -> out.write(runtime.babe().configuration()));
        functions.put(
                "BabeApi_current_epoch_start",
                (_, out) ->
                        out.writeLong(runtime.babe().currentEpoch().startSlot().number()));
        functions.put(
                "BabeApi_current_epoch",
                (_, out) -> Scale.of(Epoch.class).encode(runtime.babe().currentEpoch(), out));
        functions.put(
                "BabeApi_next_epoch",
                (_, out) -> Scale.of(Epoch.class).encode(runtime.babe().nextEpoch(), out));
        functions.put(
                "AuthorityDiscoveryApi_authorities",
                (_, out) -> Codecs.vec(Scale.of(SessionKeys.AuthorityDiscoveryPublic.class))
                        .encode(runtime.session().discoveryKeys(), out));
        ownershipProofs();
        functions.put("SessionKeys_decode_session_keys", (in, out) -> decodeSessionKeys(in.readVec(), out));
    }

    /// No proofs of key ownership are kept, since offences are not part of this runtime yet: all answers are `None`.
    private void ownershipProofs() {
        functions.put("GrandpaApi_generate_key_ownership_proof", (in, out) -> {
            in.readLong();
            Scale.of(SessionKeys.GrandpaPublic.class).decode(in);
            out.writeByte(0);
        });
        functions.put("GrandpaApi_submit_report_equivocation_unsigned_extrinsic", (in, out) -> {
            Scale.of(GrandpaCall.EquivocationProof.class).decode(in);
            in.readVec();
            out.writeByte(0);
        });
        functions.put("BabeApi_generate_key_ownership_proof", (in, out) -> {
            in.readLong();
            Scale.of(SessionKeys.BabePublic.class).decode(in);
            out.writeByte(0);
        });
        functions.put("BabeApi_submit_report_equivocation_unsigned_extrinsic", (in, out) -> {
            Scale.of(BabeCall.EquivocationProof.class).decode(in);
            in.readVec();
            out.writeByte(0);
        });
    }

    /// `Option<Vec<(Vec<u8>, KeyTypeId)>>`.
    private static void decodeSessionKeys(Bytes encoded, ScaleWriter out) {
        try {
            SessionKeys keys = Scale.of(SessionKeys.class).decodePrefix(encoded);
            out.writeByte(1);
            out.writeCompact(keys.typed().size());
            for (SessionKeys.TypedKey key : keys.typed()) {
                out.writeVec(key.key());
                out.write(key.type());
            }
        } catch (DecodeException e) {
            out.writeByte(0);
        }
    }
}
