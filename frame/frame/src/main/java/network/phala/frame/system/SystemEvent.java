package network.phala.frame.system;

import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.primitives.AccountId;
import network.phala.primitives.H256;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Events of the System pallet.
@TypePath(
        value = "frame_system::pallet::Event",
        parameters = {"T"},
        arguments = {Void.class})
public sealed interface SystemEvent {
    /// An extrinsic did what it should.
    @Index(0)
    record ExtrinsicSuccess(@TypeName("DispatchInfo") DispatchInfo dispatchInfo) implements SystemEvent {}

    /// An extrinsic's call refused; its fee is paid.
    @Index(1)
    record ExtrinsicFailed(
            @TypeName("DispatchError") DispatchError dispatchError,
            @TypeName("DispatchInfo") DispatchInfo dispatchInfo) implements SystemEvent {}

    /// The code key was written.
    @Index(2)
    record CodeUpdated() implements SystemEvent {}

    @Index(3)
    record NewAccount(@TypeName("T::AccountId") AccountId account) implements SystemEvent {}

    @Index(4)
    record KilledAccount(@TypeName("T::AccountId") AccountId account) implements SystemEvent {}

    /// BLAKE2b-256 of a remark.
    @Index(5)
    record Remarked(
            @TypeName("T::AccountId") AccountId sender,
            @TypeName("T::Hash") H256 hash) implements SystemEvent {}
}
