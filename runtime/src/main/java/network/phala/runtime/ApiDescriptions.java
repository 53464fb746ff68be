package network.phala.runtime;

import java.util.List;
import java.util.Map;
import network.phala.block.Header;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.metadata.RuntimeApiDescription;
import network.phala.frame.metadata.RuntimeApiDescription.Input;
import network.phala.frame.metadata.RuntimeApiDescription.Method;
import network.phala.frame.metadata.RuntimeMetadata;
import network.phala.frame.system.RuntimeVersion;
import network.phala.frame.transaction.TransactionSource;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.pallet.babe.BabeAuthority;
import network.phala.pallet.babe.BabeCall;
import network.phala.pallet.babe.BabeEpochConfiguration;
import network.phala.pallet.babe.Epoch;
import network.phala.pallet.babe.Slot;
import network.phala.pallet.grandpa.GrandpaAuthority;
import network.phala.pallet.grandpa.GrandpaCall;
import network.phala.pallet.session.SessionKeys;
import network.phala.pallet.transactionpayment.FeeDetails;
import network.phala.pallet.transactionpayment.RuntimeDispatchInfo;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.scale.Codec;
import network.phala.scale.Codecs;
import network.phala.scale.Fixed;
import network.phala.scale.Result;
import network.phala.scale.Scale;
import network.phala.scale.TupleType;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.TypeRef;
import network.phala.scale.Unit;
import network.phala.scale.Unnamed;
import network.phala.types.mq.MessageOrigin;

/// The types of the functions of [RuntimeApis], for metadata version 15.
final class ApiDescriptions {
    private static final TypeRef UNIT = Scale.of(Unit.class).type();
    private static final TypeRef U_128 = Codecs.U_128.type();

    private final PhalaRuntime runtime;
    private final TypeRef extrinsic;
    private final TypeRef header = Scale.of(Header.class).type();

    private ApiDescriptions(PhalaRuntime runtime) {
        this.runtime = runtime;
        this.extrinsic = RuntimeMetadata.extrinsicType(runtime);
    }

    static List<RuntimeApiDescription> of(PhalaRuntime runtime) {
        return new ApiDescriptions(runtime).all();
    }

    @TypePath("sp_core::OpaqueMetadata")
    @Unnamed
    private record OpaqueMetadata(@TypeName("Vec<u8>") Bytes bytes) {}

    @TypePath("sp_consensus_grandpa::OpaqueKeyOwnershipProof")
    @Unnamed
    private record GrandpaOwnershipProof(
            @TypeName("Vec<u8>") Bytes bytes) {}

    @TypePath("sp_consensus_babe::OpaqueKeyOwnershipProof")
    @Unnamed
    private record BabeOwnershipProof(@TypeName("Vec<u8>") Bytes bytes) {}

    @TypePath("sp_consensus_babe::BabeConfiguration")
    private record BabeConfiguration(
            @TypeName("u64") long slotDuration,
            @TypeName("u64") long epochLength,
            @TypeName("(u64, u64)") BabeEpochConfiguration.Fraction c,

            @TypeName("Vec<(AuthorityId, BabeAuthorityWeight)>")
            List<BabeAuthority> authorities,

            @TypeName("Randomness") Bytes32 randomness,
            @TypeName("AllowedSlots") BabeEpochConfiguration.AllowedSlots allowedSlots) {}

    @TypePath("sp_core::crypto::KeyTypeId")
    @Unnamed
    private record KeyTypeId(@Fixed(4) @TypeName("[u8; 4]") Bytes letters) {}

    @TupleType
    private record TypedKey(Bytes key, KeyTypeId type) {}

    private static Method method(String name, TypeRef output, Input... inputs) {
        return new Method(name, List.of(inputs), output);
    }

    private static Input input(String name, TypeRef type) {
        return new Input(name, type);
    }

    private static TypeRef type(Class<?> type) {
        return Scale.of(type).type();
    }

    private static TypeRef optional(Class<?> type) {
        return Codecs.option(Scale.of(type)).type();
    }

    private static TypeRef list(Codec<?> element) {
        return Codecs.vec(element).type();
    }

    private List<RuntimeApiDescription> all() {
        return List.of(
                core(),
                metadata(),
                blockBuilder(),
                new RuntimeApiDescription(
                        "TaggedTransactionQueue",
                        List.of(method(
                                "validate_transaction",
                                validity(),
                                input("source", type(TransactionSource.class)),
                                input("tx", extrinsic),
                                Input.of("block_hash", Codecs.H_256)))),
                new RuntimeApiDescription(
                        "OffchainWorkerApi", List.of(method("offchain_worker", UNIT, input("header", header)))),
                grandpa(),
                babe(),
                new RuntimeApiDescription(
                        "AuthorityDiscoveryApi",
                        List.of(method("authorities", list(Scale.of(SessionKeys.AuthorityDiscoveryPublic.class))))),
                new RuntimeApiDescription(
                        "AccountNonceApi",
                        List.of(method("account_nonce", Codecs.U32.type(), Input.of("account", Codecs.ACCOUNT_ID)))),
                payment("TransactionPaymentApi", "query_info", "query_fee_details", input("uxt", extrinsic)),
                payment(
                        "TransactionPaymentCallApi",
                        "query_call_info",
                        "query_call_fee_details",
                        Input.of("call", runtime.scale().codec(RuntimeCall.class))),
                new RuntimeApiDescription(
                        "MqApi",
                        List.of(method(
                                "sender_sequence",
                                Codecs.option(Codecs.U64).type(),
                                Input.of("sender", MessageOrigin.codec())))),
                new RuntimeApiDescription(
                        "SessionKeys",
                        List.of(method(
                                "decode_session_keys",
                                Codecs.option(Codecs.vec(Scale.of(TypedKey.class)))
                                        .type(),
                                Input.of("encoded", Codecs.BYTES)))));
    }

    private RuntimeApiDescription core() {
        return new RuntimeApiDescription(
                "Core",
                List.of(
                        method("version", type(RuntimeVersion.class)),
                        method("execute_block", UNIT, input("block", block())),
                        method("initialize_block", UNIT, input("header", header))));
    }

    private TypeRef block() {
        TypeRef extrinsics = TypeRef.of(new TypeDef.Sequence(extrinsic));
        return TypeRef.of(new TypeDef.Composite(
                List.of("sp_runtime", "generic", "block", "Block"),
                List.of(new TypeDef.TypeParameter("Header", header), new TypeDef.TypeParameter("Extrinsic", extrinsic)),
                List.of(
                        new TypeDef.Field("header", header, "Header"),
                        new TypeDef.Field("extrinsics", extrinsics, "Vec<Extrinsic>"))));
    }

    private RuntimeApiDescription metadata() {
        return new RuntimeApiDescription(
                "Metadata",
                List.of(
                        method("metadata", type(OpaqueMetadata.class)),
                        method("metadata_at_version", optional(OpaqueMetadata.class), Input.of("version", Codecs.U32)),
                        method("metadata_versions", list(Codecs.U32))));
    }

    private RuntimeApiDescription blockBuilder() {
        return new RuntimeApiDescription(
                "BlockBuilder",
                List.of(
                        method("apply_extrinsic", applied(), input("extrinsic", extrinsic)),
                        method("finalize_block", header),
                        method(
                                "inherent_extrinsics",
                                TypeRef.of(new TypeDef.Sequence(extrinsic)),
                                input("inherent", inherentData()))));
    }

    private static TypeRef inherentData() {
        Codec<Map<String, Bytes>> bytesByName = Codecs.map(Codecs.STR, Codecs.BYTES);
        TypeRef identifier = Codecs.fixedBytes(8).type();
        TypeDef.Composite map = (TypeDef.Composite) bytesByName.type().get();
        TypeRef pair = TypeRef.of(new TypeDef.Tuple(List.of(identifier, Codecs.BYTES.type())));
        TypeRef table = TypeRef.of(new TypeDef.Composite(
                map.path(),
                List.of(
                        new TypeDef.TypeParameter("K", identifier),
                        new TypeDef.TypeParameter("V", Codecs.BYTES.type())),
                List.of(new TypeDef.Field(null, TypeRef.of(new TypeDef.Sequence(pair)), null))));
        return TypeRef.of(new TypeDef.Composite(
                List.of("sp_inherents", "InherentData"),
                List.of(),
                List.of(new TypeDef.Field("data", table, "BTreeMap<InherentIdentifier, Vec<u8>>"))));
    }

    /// `Result<Result<(), DispatchError>, TransactionValidityError>`.
    private static TypeRef applied() {
        return Scale.standard()
                .codec(Scale.generic(
                        Result.class,
                        Scale.generic(Result.class, Unit.class, DispatchError.class),
                        TransactionValidity.Error.class))
                .type();
    }

    private static TypeRef validity() {
        return Scale.standard()
                .codec(Scale.generic(Result.class, ValidTransaction.class, TransactionValidity.Error.class))
                .type();
    }

    private RuntimeApiDescription grandpa() {
        TypeRef key = type(SessionKeys.GrandpaPublic.class);
        return new RuntimeApiDescription(
                "GrandpaApi",
                List.of(
                        method("grandpa_authorities", list(Scale.of(GrandpaAuthority.class))),
                        method(
                                "submit_report_equivocation_unsigned_extrinsic",
                                optional(Unit.class),
                                input("equivocation_proof", type(GrandpaCall.EquivocationProof.class)),
                                input("key_owner_proof", type(GrandpaOwnershipProof.class))),
                        method(
                                "generate_key_ownership_proof",
                                optional(GrandpaOwnershipProof.class),
                                Input.of("set_id", Codecs.U64),
                                input("authority_id", key)),
                        method("current_set_id", Codecs.U64.type())));
    }

    private RuntimeApiDescription babe() {
        TypeRef epoch = type(Epoch.class);
        return new RuntimeApiDescription(
                "BabeApi",
                List.of(
                        method("configuration", type(BabeConfiguration.class)),
                        method("current_epoch_start", type(Slot.class)),
                        method("current_epoch", epoch),
                        method("next_epoch", epoch),
                        method(
                                "generate_key_ownership_proof",
                                optional(BabeOwnershipProof.class),
                                input("slot", type(Slot.class)),
                                input("authority_id", type(SessionKeys.BabePublic.class))),
                        method(
                                "submit_report_equivocation_unsigned_extrinsic",
                                optional(Unit.class),
                                input("equivocation_proof", type(BabeCall.EquivocationProof.class)),
                                input("key_owner_proof", type(BabeOwnershipProof.class)))));
    }

    private RuntimeApiDescription payment(String api, String info, String details, Input asked) {
        return new RuntimeApiDescription(
                api,
                List.of(
                        method(info, type(RuntimeDispatchInfo.class), asked, Input.of("len", Codecs.U32)),
                        method(details, type(FeeDetails.class), asked, Input.of("len", Codecs.U32)),
                        method("query_weight_to_fee", U_128, Input.of("weight", Scale.of(Weight.class))),
                        method("query_length_to_fee", U_128, Input.of("length", Codecs.U32))));
    }
}
