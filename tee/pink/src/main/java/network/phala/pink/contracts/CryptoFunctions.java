package network.phala.pink.contracts;

import network.phala.crypto.Blake2b;
import network.phala.crypto.Keccak;
import network.phala.crypto.Sha2;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.Weight;
import org.jspecify.annotations.Nullable;

/// Hashes and ECDSA.
final class CryptoFunctions {
    private CryptoFunctions() {}

    static void define(HostFunctions to) {
        hash(to, "hash_sha2_256", HostWeights::sha2, Sha2::digest256);
        hash(to, "hash_keccak_256", HostWeights::keccak, Keccak::digest256);
        hash(to, "hash_blake2_256", HostWeights::blake2b256, Blake2b::digest256);
        hash(to, "hash_blake2_128", HostWeights::blake2b128, Blake2b::digest128);
        to.defineI32("seal0", "ecdsa_recover", "iii", (run, args) -> {
            run.charge(HostCost.ECDSA_RECOVER);
            byte[] signature = args.readArray(args.u32(0), 65);
            byte[] digest = args.readArray(args.u32(1), 32);
            return publicKey(args, args.u32(2), EcdsaKeys.recover(signature, digest));
        });
        to.defineI32("seal0", "ecdsa_to_eth_address", "ii", (run, args) -> {
            run.charge(HostCost.ECDSA_TO_ETH_ADDRESS);
            return publicKey(args, args.u32(1), EcdsaKeys.ethereumAddress(args.readArray(args.u32(0), 33)));
        });
    }

    private interface Price {
        Weight of(HostWeights weights, long length);
    }

    private interface Hash {
        byte[] of(byte[]... input);
    }

    private static void hash(HostFunctions to, String name, Price price, Hash hash) {
        to.define("seal0", name, "iii", (run, args) -> {
            run.charge(price.of(run.weights(), args.u32(1)));
            args.write(args.u32(2), hash.of(args.readArray(args.u32(0), args.u32(1))));
            return 0;
        });
    }

    private static long publicKey(HostArguments args, long out, byte @Nullable [] found) throws DispatchException {
        if (found == null) {
            return ReturnCode.ECDSA_RECOVER_FAILED;
        }
        args.write(out, found);
        return ReturnCode.SUCCESS;
    }
}
