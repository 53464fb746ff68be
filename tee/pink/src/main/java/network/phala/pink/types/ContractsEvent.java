package network.phala.pink.types;

import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Index;

/// The events of pallet_contracts in runtime 1.2.
public sealed interface ContractsEvent {
    @Index(0)
    record Instantiated(AccountId deployer, AccountId contract) implements ContractsEvent {}

    @Index(1)
    record Terminated(AccountId contract, AccountId beneficiary) implements ContractsEvent {}

    @Index(2)
    record CodeStored(H256 codeHash, U128 depositHeld, AccountId uploader) implements ContractsEvent {}

    @Index(3)
    record ContractEmitted(AccountId contract, Bytes data) implements ContractsEvent {}

    @Index(4)
    record CodeRemoved(H256 codeHash, U128 depositReleased, AccountId remover) implements ContractsEvent {}

    @Index(5)
    record ContractCodeUpdated(AccountId contract, H256 newCodeHash, H256 oldCodeHash) implements ContractsEvent {}

    @Index(6)
    record Called(CallOrigin caller, AccountId contract) implements ContractsEvent {}

    @Index(7)
    record DelegateCalled(AccountId contract, H256 codeHash) implements ContractsEvent {}

    @Index(8)
    record StorageDepositTransferredAndHeld(AccountId from, AccountId to, U128 amount) implements ContractsEvent {}

    @Index(9)
    record StorageDepositTransferredAndReleased(AccountId from, AccountId to, U128 amount) implements ContractsEvent {}
}
