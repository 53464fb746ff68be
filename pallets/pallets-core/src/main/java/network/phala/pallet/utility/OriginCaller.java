package network.phala.pallet.utility;

import network.phala.frame.dispatch.Origin;
import network.phala.primitives.AccountId;
import network.phala.scale.Index;
import network.phala.scale.Name;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// An origin on the wire: the runtime's outer enum of the pallets' origins.
@TypePath("phala_node_runtime::OriginCaller")
public sealed interface OriginCaller {
    Origin toOrigin();

    @Index(1)
    @Name("system")
    @Unnamed
    record System(@TypeName("frame_system::Origin<Runtime>") RawOrigin origin) implements OriginCaller {
        @Override
        public Origin toOrigin() {
            return switch (origin) {
                case RawOrigin.Root _ -> Origin.ROOT;
                case RawOrigin.Signed(AccountId who) -> Origin.signed(who);
                case RawOrigin.None _ -> Origin.NONE;
            };
        }
    }

    @Index(16)
    @Unnamed
    record Council(
            @TypeName("pallet_collective::Origin<Runtime, pallet_collective::Instance1>")
            CollectiveOrigin origin) implements OriginCaller {
        @Override
        public Origin toOrigin() {
            return origin.toOrigin(16);
        }
    }

    @Index(17)
    @Unnamed
    record TechnicalCommittee(
            @TypeName("pallet_collective::Origin<Runtime, pallet_collective::Instance2>")
            CollectiveOrigin origin) implements OriginCaller {
        @Override
        public Origin toOrigin() {
            return origin.toOrigin(17);
        }
    }

    @Index(3)
    @Unnamed
    record Void(
            @TypeName("self::sp_api_hidden_includes_construct_runtime::hidden_include::\n__private::Void")
            VoidType nothing)
            implements OriginCaller {
        @Override
        public Origin toOrigin() {
            return Origin.NONE;
        }
    }

    @TypePath(
            value = "frame_support::dispatch::RawOrigin",
            parameters = {"AccountId"},
            arguments = {AccountId.class})
    sealed interface RawOrigin {
        record Root() implements RawOrigin {}

        @Unnamed
        record Signed(@TypeName("AccountId") AccountId who) implements RawOrigin {}

        record None() implements RawOrigin {}
    }

    @TypePath(
            value = "pallet_collective::RawOrigin",
            parameters = {"AccountId", "I"},
            arguments = {AccountId.class, java.lang.Void.class})
    sealed interface CollectiveOrigin {
        @Unnamed
        record Members(
                @TypeName("MemberCount") int yes,
                @TypeName("MemberCount") int count) implements CollectiveOrigin {}

        @Unnamed
        record Member(@TypeName("AccountId") AccountId who) implements CollectiveOrigin {}

        @Name("_Phantom")
        record Phantom() implements CollectiveOrigin {}

        default Origin toOrigin(int pallet) {
            return switch (this) {
                case Members(int yes, int count) -> new Origin.Members(pallet, yes, count);
                case Member(AccountId who) -> new Origin.Member(pallet, who);
                case Phantom _ -> Origin.NONE;
            };
        }
    }

    /// A type without values: it never decodes.
    @TypePath("sp_core::Void")
    enum VoidType {}
}
