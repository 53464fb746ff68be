package network.phala.pink.contracts;

import java.util.Optional;
import network.phala.pink.state.Balances;
import network.phala.pink.state.Preservation;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.ScaleWriter;
import network.phala.wasm.ValueType;

/// What a contract can ask about itself, its caller and the chain.
final class ContextFunctions {
    private ContextFunctions() {}

    static void define(HostFunctions to) {
        getter(to, "caller", HostCost.CALLER, run -> account(run.stack().caller()));
        getter(to, "address", HostCost.ADDRESS, run -> account(run.stack().top().account));
        getter(
                to,
                "own_code_hash",
                HostCost.OWN_CODE_HASH,
                run -> run.stack().ownCodeHash().value().unsafeArray());
        getter(to, "gas_left", HostCost.GAS_LEFT, run -> u64(run.gasLeft().refTime()));
        getter(to, "balance", HostCost.BALANCE, ContextFunctions::balance);
        getter(
                to,
                "value_transferred",
                HostCost.VALUE_TRANSFERRED,
                run -> u128(run.stack().top().value));
        getter(to, "minimum_balance", HostCost.MINIMUM_BALANCE, _ -> u128(Balances.EXISTENTIAL_DEPOSIT));
        getter(to, "now", HostCost.NOW, run -> u64(run.context().session().nowMillis()));
        getter(
                to,
                "block_number",
                HostCost.BLOCK_NUMBER,
                run -> u32(run.context().session().blockNumber()));
        to.define("seal0", "weight_to_fee", "lii", (run, args) -> {
            run.charge(HostCost.WEIGHT_TO_FEE);
            byte[] fee = u128(run.context().pink().fee(args.i64(0)));
            args.writeOutput(args.u32(1), args.u32(2), fee, HostArguments.CopyCharge.PAID);
            return 0;
        });
        to.defineI32("seal0", "is_contract", "i", (run, args) -> {
            run.charge(HostCost.IS_CONTRACT);
            return run.stack().store().isContract(args.readAccount(args.u32(0))) ? 1 : 0;
        });
        to.defineI32("seal0", "code_hash", "iii", ContextFunctions::codeHash);
        to.defineI32("seal0", "caller_is_origin", "", (run, _) -> {
            run.charge(HostCost.CALLER_IS_ORIGIN);
            return run.stack().callerIsOrigin() ? 1 : 0;
        });
        if (to.since(PinkRuntime.V1_2)) {
            to.defineUnaliased(
                    "seal0", "instantiation_nonce", HostFunctions.type("").returning(ValueType.I64), (run, _) -> {
                        run.charge(HostCost.INSTANTIATION_NONCE);
                        return run.stack().nonce();
                    });
        }
    }

    /// Before 1.2 all of the free balance, since then what is left of it if the contract stays alive.
    private static byte[] balance(ContractRun run) {
        AccountId contract = run.stack().top().account;
        Balances balances = run.context().balances();
        return u128(
                run.context().runtime().atLeast(PinkRuntime.V1_2)
                        ? balances.reducible(contract, Preservation.PRESERVE)
                        : balances.account(contract).free());
    }

    private interface Getter {
        byte[] get(ContractRun run);
    }

    /// A function with an output of fixed size, in seal0.
    private static void getter(HostFunctions to, String name, HostCost price, Getter getter) {
        to.define("seal0", name, "ii", (run, args) -> {
            run.charge(price);
            args.writeOutput(args.u32(0), args.u32(1), getter.get(run), HostArguments.CopyCharge.PAID);
            return 0;
        });
    }

    private static long codeHash(ContractRun run, HostArguments args) throws DispatchException {
        run.charge(HostCost.CODE_HASH);
        Optional<ContractInfo> info = run.stack().store().contract(args.readAccount(args.u32(0)));
        if (info.isEmpty()) {
            return ReturnCode.KEY_NOT_FOUND;
        }
        byte[] hash = info.get().codeHash().value().unsafeArray();
        args.writeOutput(args.u32(1), args.u32(2), hash, HostArguments.CopyCharge.PAID);
        return ReturnCode.SUCCESS;
    }

    private static byte[] account(AccountId id) {
        return id.value().unsafeArray();
    }

    static byte[] u32(int value) {
        ScaleWriter out = new ScaleWriter();
        out.writeInt(value);
        return out.toArray();
    }

    private static byte[] u64(long value) {
        ScaleWriter out = new ScaleWriter();
        out.writeLong(value);
        return out.toArray();
    }

    static byte[] u128(U128 value) {
        ScaleWriter out = new ScaleWriter();
        out.writeU128(value);
        return out.toArray();
    }
}
