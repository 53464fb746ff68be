package network.phala.pallet.phattokenomic;

import java.util.Optional;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.storage.Hasher;
import network.phala.frame.storage.StorageDoubleMap;
import network.phala.frame.storage.StorageMap;
import network.phala.frame.storage.StorageValue;
import network.phala.pallet.environment.PalletAccounts;
import network.phala.pallet.phat.BasicContractInfo;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.Codecs;
import network.phala.scale.ScaleWriter;
import network.phala.types.contract.CommandPayload;
import network.phala.types.contract.ContractIds;
import network.phala.types.contract.InkCommand;

/// Stakes on contracts (pallet 49). Follows phala-blockchain pallets/phala/src/phat_tokenomic.rs.
public final class PhalaPhatTokenomic extends Pallet<PhalaPhatTokenomicCall, PhalaPhatTokenomicEvent> {
    /// Holds all stakes.
    public static final AccountId ACCOUNT = PalletAccounts.of("phat/tok");

    /// `ContractDeposit::change_deposit(contract, deposit)` of the system contract.
    private static final Bytes CHANGE_DEPOSIT = Bytes.fromHex("0xa24bcb44");

    private static final long NO_GAS_LIMIT = -1;

    private final StorageDoubleMap<AccountId, H256, U128> contractUserStakes = doubleMap(
            "ContractUserStakes",
            key(Hasher.TWOX_64_CONCAT, Codecs.ACCOUNT_ID),
            key(Hasher.TWOX_64_CONCAT, Codecs.H_256),
            Codecs.U_128,
            U128.ZERO);
    private final StorageMap<H256, U128> contractTotalStakes =
            map("ContractTotalStakes", Hasher.TWOX_64_CONCAT, Codecs.H_256, Codecs.U_128, U128.ZERO);
    private final StorageValue<U128> minStake = value("MinStake", Codecs.U_128, U128.ZERO);

    private final PhalaPhatTokenomicConfig config;

    public PhalaPhatTokenomic(PhalaPhatTokenomicConfig config) {
        super(
                "PhalaPhatTokenomic",
                PhalaPhatTokenomicCall.class,
                PhalaPhatTokenomicEvent.class,
                PhalaPhatTokenomicError.class);
        this.config = config;
    }

    @Override
    public PostDispatchInfo dispatch(Origin origin, PhalaPhatTokenomicCall call) throws DispatchException {
        switch (call) {
            case PhalaPhatTokenomicCall.AdjustStake(H256 contract, U128 amount) ->
                adjustStake(origin.signed(), contract, amount);
        }
        return PostDispatchInfo.DECLARED;
    }

    private void adjustStake(AccountId who, H256 contract, U128 amount) throws DispatchException {
        ensure(
                amount.isZero() || amount.compareTo(minStake.get()) >= 0,
                PhalaPhatTokenomicError.INVALID_AMOUNT_OF_STAKE);
        U128 before = contractUserStakes.get(who, contract);
        U128 total = contractTotalStakes.get(contract).wrappingSubtract(before).wrappingAdd(amount);
        if (amount.compareTo(before) > 0) {
            config.currency().transfer(who, ACCOUNT, amount.subtract(before), true);
        } else {
            config.currency().transfer(ACCOUNT, who, before.subtract(amount), false);
        }
        contractUserStakes.put(who, contract, amount);
        contractTotalStakes.put(contract, total);
        Optional<H256> cluster = config.contracts().contract(contract).map(BasicContractInfo::cluster);
        deposit(new PhalaPhatTokenomicEvent.ContractDepositChanged(cluster, contract, total));
        deposit(new PhalaPhatTokenomicEvent.UserStakeChanged(cluster, who, contract, amount));
        Optional<H256> system = config.contracts().systemContractOf(contract);
        if (system.isPresent()) {
            tellSystemContract(system.get(), contract, total);
        }
    }

    private void tellSystemContract(H256 system, H256 contract, U128 total) throws DispatchException {
        ScaleWriter message = new ScaleWriter();
        message.write(CHANGE_DEPOSIT);
        message.write(contract.toBytes());
        message.writeU128(total);
        InkCommand command =
                new InkCommand.InkMessage(Bytes.EMPTY, message.toBytes(), U128.ZERO, NO_GAS_LIMIT, Optional.empty());
        config.mq()
                .push(
                        this,
                        ContractIds.commandTopic(system),
                        CommandPayload.codec(),
                        new CommandPayload.Plain(command));
    }

    @Override
    public String rustModule() {
        return "pallet_phat_tokenomic";
    }

    @Override
    public int storageVersion() {
        return 7;
    }
}
