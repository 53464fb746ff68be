package network.phala.pink.contracts;

import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// `Contracts.ContractInfoOf`: trie id (Vec) ‖ code hash ‖ bytes u32 ‖ items u32 ‖ byte, item and base deposit u128 ‖
/// delegate dependencies (a map that stays empty: the functions that fill it are unstable).
///
/// Before runtime 1.2 the account that holds the deposits stood after the trie id, and there were no dependencies.
record ContractInfo(
        Bytes trieId,
        Optional<AccountId> depositAccount,
        H256 codeHash,
        int storageBytes,
        int storageItems,
        U128 byteDeposit,
        U128 itemDeposit,
        U128 baseDeposit) {
    /// Length of the encoding.
    static final int ENCODED_LENGTH = 1 + 32 + 32 + 4 + 4 + 3 * 16 + 1;

    /// Length of the encoding with a deposit account.
    private static final int EARLIER_LENGTH = ENCODED_LENGTH - 1 + 32;

    /// A contract that has stored nothing yet; its trie id comes from its account and the instantiation nonce.
    static ContractInfo create(AccountId account, long nonce, H256 codeHash, Optional<AccountId> depositAccount) {
        ScaleWriter preimage = new ScaleWriter();
        preimage.write(account.toBytes());
        preimage.writeLong(nonce);
        Bytes trieId = Bytes.wrap(Blake2b.digest256(preimage.toArray()));
        return new ContractInfo(trieId, depositAccount, codeHash, 0, 0, U128.ZERO, U128.ZERO, U128.ZERO);
    }

    ContractInfo withCode(H256 hash) {
        return new ContractInfo(
                trieId, depositAccount, hash, storageBytes, storageItems, byteDeposit, itemDeposit, baseDeposit);
    }

    ContractInfo withBaseDeposit(U128 deposit) {
        return new ContractInfo(
                trieId, depositAccount, codeHash, storageBytes, storageItems, byteDeposit, itemDeposit, deposit);
    }

    ContractInfo withStorage(int bytes, int items, U128 forBytes, U128 forItems) {
        return new ContractInfo(trieId, depositAccount, codeHash, bytes, items, forBytes, forItems, baseDeposit);
    }

    /// Everything held for the contract: all deposits without the existential deposit, which is free balance.
    U128 totalDeposit() {
        return byteDeposit
                .saturatingAdd(itemDeposit)
                .saturatingAdd(baseDeposit)
                .saturatingSubtract(network.phala.pink.state.Balances.EXISTENTIAL_DEPOSIT);
    }

    /// As runtime 1.2 has it.
    ContractInfo withoutDepositAccount() {
        return new ContractInfo(
                trieId, Optional.empty(), codeHash, storageBytes, storageItems, byteDeposit, itemDeposit, baseDeposit);
    }

    Bytes encode() {
        ScaleWriter out = new ScaleWriter();
        out.writeVec(trieId);
        depositAccount.ifPresent(account -> out.write(account.toBytes()));
        out.write(codeHash.toBytes());
        out.writeInt(storageBytes);
        out.writeInt(storageItems);
        out.writeU128(byteDeposit);
        out.writeU128(itemDeposit);
        out.writeU128(baseDeposit);
        if (depositAccount.isEmpty()) {
            out.writeCompact(0);
        }
        return out.toBytes();
    }

    /// The code hash as 1.2 reads it, also of a record that it has not migrated yet: there the account of the deposits
    /// stands in its place, and a record whose deposit for items does not begin with a zero is none to 1.2.
    static Optional<H256> codeHashAsNow(Bytes value) {
        ContractInfo info = decode(value);
        if (info.depositAccount.isEmpty()) {
            return Optional.of(info.codeHash);
        }
        // What follows the hash shifts by 32 bytes, so that the list of dependencies begins with the items' deposit.
        return (info.itemDeposit.low() & 0xff) == 0
                ? info.depositAccount.map(account -> H256.of(account.toBytes().toArray()))
                : Optional.empty();
    }

    static ContractInfo decode(Bytes value) {
        try {
            ScaleReader in = new ScaleReader(value);
            return new ContractInfo(
                    in.readVec(),
                    value.size() == EARLIER_LENGTH ? Optional.of(AccountId.of(in.readArray(32))) : Optional.empty(),
                    H256.of(in.readArray(32)),
                    in.readInt(),
                    in.readInt(),
                    in.readU128(),
                    in.readU128(),
                    in.readU128());
        } catch (DecodeException e) {
            throw new IllegalStateException("Contracts.ContractInfoOf value " + value + " does not decode", e);
        }
    }
}
