package network.phala.pink.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import network.phala.pink.ClusterFixture;
import network.phala.pink.TestContract;
import network.phala.pink.types.ContractError;
import network.phala.pink.types.PinkRuntime;
import network.phala.primitives.H256;
import network.phala.scale.Result;
import network.phala.wasm.FuncType;
import network.phala.wasm.Linker;
import network.phala.wasm.ValueType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The functions a contract may import, by the environment definition of pallet-contracts in polkadot-sdk release
/// 1.5.0 (src/wasm/runtime.rs): name, parameters and result (`i` i32, `l` i64), and whether it is stable (S),
/// deprecated (D: linked, but refused at upload) or unstable (U: not linked at all).
class HostFunctionTableTest {
    private static final Linker<ContractRun> LINKER =
            PalletRelease.of(PinkRuntime.V1_2).functions().linker();

    @ParameterizedTest
    @CsvSource({
        "seal0, set_storage, iii, '', S",
        "seal1, set_storage, iii, i, S",
        "seal2, set_storage, iiii, i, S",
        "seal0, clear_storage, i, '', S",
        "seal1, clear_storage, ii, i, S",
        "seal0, get_storage, iii, i, S",
        "seal1, get_storage, iiii, i, S",
        "seal0, contains_storage, i, i, S",
        "seal1, contains_storage, ii, i, S",
        "seal0, take_storage, iiii, i, S",
        "seal0, transfer, iiii, i, S",
        "seal0, call, iiliiiiii, i, S",
        "seal1, call, iiliiiii, i, S",
        "seal2, call, iilliiiiii, i, U",
        "seal0, delegate_call, iiiiii, i, S",
        "seal0, instantiate, iiliiiiiiiiii, i, S",
        "seal1, instantiate, iliiiiiiiii, i, S",
        "seal2, instantiate, illiiiiiiiiii, i, U",
        "seal0, terminate, ii, '', S",
        "seal1, terminate, i, '', S",
        "seal0, input, ii, '', S",
        "seal0, caller, ii, '', S",
        "seal0, is_contract, i, i, S",
        "seal0, code_hash, iii, i, S",
        "seal0, own_code_hash, ii, '', S",
        "seal0, caller_is_origin, '', i, S",
        "seal0, caller_is_root, '', i, U",
        "seal0, address, ii, '', S",
        "seal0, weight_to_fee, lii, '', S",
        "seal1, weight_to_fee, llii, '', U",
        "seal0, gas_left, ii, '', S",
        "seal1, gas_left, ii, '', U",
        "seal0, balance, ii, '', S",
        "seal0, value_transferred, ii, '', S",
        "seal0, now, ii, '', S",
        "seal0, minimum_balance, ii, '', S",
        "seal0, block_number, ii, '', S",
        "seal0, deposit_event, iiii, '', S",
        "seal0, hash_sha2_256, iii, '', S",
        "seal0, hash_keccak_256, iii, '', S",
        "seal0, hash_blake2_256, iii, '', S",
        "seal0, hash_blake2_128, iii, '', S",
        "seal0, ecdsa_recover, iii, i, S",
        "seal0, ecdsa_to_eth_address, ii, i, S",
        "seal0, sr25519_verify, iiii, i, U",
        "seal0, set_code_hash, i, i, S",
        "seal0, call_chain_extension, iiiii, i, S",
        "seal0, debug_message, ii, i, S",
        "seal0, random, iiii, '', D",
        "seal1, random, iiii, '', D",
        "seal0, tombstone_deposit, ii, '', D",
        "seal0, rent_allowance, ii, '', D",
        "seal0, set_rent_allowance, ii, '', D",
        "seal1, set_rent_allowance, i, '', D",
        "seal0, restore_to, iiiiiiii, '', D",
        "seal1, restore_to, iiiii, '', D",
        "seal0, reentrance_count, '', i, U",
        "seal0, account_reentrance_count, i, i, U",
        "seal0, add_delegate_dependency, i, '', U",
        "seal0, remove_delegate_dependency, i, '', U",
        "seal0, xcm_execute, iii, i, U",
        "seal0, xcm_send, iiii, i, U",
    })
    void nearlyEveryFunctionHasTwoNames(String module, String name, String params, String result, char status) {
        check(module, name, params, result, status);
        check(module, "seal_" + name, params, result, status);
    }

    @ParameterizedTest
    @CsvSource({"seal_return, iii, ''", "call_runtime, ii, i", "instantiation_nonce, '', l"})
    void threeHaveOne(String name, String params, String result) {
        check("seal0", name, params, result, 'S');
        assertThat(LINKER.offered("seal0", "seal_" + name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"seal0, gas", "seal3, call", "__unstable__, call_runtime", "env, input", "seal1, input"})
    void othersAreUnknown(String module, String name) {
        check(module, name, "ii", "", 'U');
    }

    private static void check(String module, String name, String params, String result, char status) {
        Optional<FuncType> offered = LINKER.offered(module, name);
        if (status == 'U') {
            assertThat(offered).as(name).isEmpty();
        } else {
            assertThat(offered).as(name).contains(new FuncType(types(params), types(result)));
        }
        Result<H256, String> uploaded = new ClusterFixture()
                .upload(new TestContract().use(module, name, params, result).build());
        if (status == 'S') {
            assertThat(uploaded).as(name).isInstanceOf(Result.Ok.class);
            // an argument too many
            Result<H256, String> wrong = new ClusterFixture()
                    .upload(new TestContract()
                            .use(module, name, params + "i", result)
                            .build());
            assertThat(wrong).as(name).isEqualTo(rejected());
        } else {
            assertThat(uploaded).as(name).isEqualTo(rejected());
        }
    }

    private static Result<H256, String> rejected() {
        return new Result.Err<>(ContractError.CODE_REJECTED.error().debug());
    }

    private static List<ValueType> types(String letters) {
        return letters.chars()
                .mapToObj(letter -> letter == 'l' ? ValueType.I64 : ValueType.I32)
                .toList();
    }
}
