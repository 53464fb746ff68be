package network.phala.types.query;

import network.phala.crypto.Keccak;
import network.phala.primitives.Bytes;

/// EIP-712 typed data, as Ethereum wallets show and sign it: a certificate to be issued, or one query.
///
/// Follows phala-blockchain crates/phactory/api/src/crypto/eip712.rs.
sealed interface TypedData {
    /// A certificate whose body, with this `ttl`, is the message.
    record Certificate(int ttl) implements TypedData {}

    /// A query whose encrypted form is the message.
    record Query() implements TypedData {}

    /// The digest that the wallet signs.
    default byte[] digest(Bytes message) {
        return switch (this) {
            case Certificate(int ttl) ->
                Encoding.digest(
                        "Phat Query Certificate",
                        Encoding.struct(
                                "IssueQueryCertificate(string description,string timeToLive,bytes encodedCert)",
                                Encoding.text(
                                        "You are signing a Certificate that can be used to query Phat Contracts using your"
                                                + " identity without further prompts."),
                                Encoding.text("The Certificate will be valid till block "
                                        + Integer.toUnsignedString(ttl) + "."),
                                message));
            case Query() ->
                Encoding.digest(
                        "Phat Contract Query",
                        Encoding.struct(
                                "PhatContractQuery(string description,bytes encodedQuery)",
                                Encoding.text("You are signing a query request that would be sent to a Phat Contract."),
                                message));
        };
    }

    /// The parts of EIP-712 that are needed here.
    final class Encoding {
        private static final byte[] DOMAIN_TYPE = hash(text("EIP712Domain(string name,string version,bytes32 salt)"));
        private static final byte[] VERSION = hash(text("1"));
        private static final byte[] SALT = hash(text("phala/phat-contract"));
        private static final byte[] PREFIX = {0x19, 0x01};

        private Encoding() {}

        static Bytes text(String text) {
            return Bytes.ofUtf8(text);
        }

        static byte[] hash(Bytes bytes) {
            return Keccak.digest256(bytes.unsafeArray());
        }

        /// The hash of a struct whose members are all of dynamic length.
        static byte[] struct(String type, Bytes... members) {
            Bytes encoded = Bytes.wrap(hash(text(type)));
            for (Bytes member : members) {
                encoded = encoded.concat(Bytes.wrap(hash(member)));
            }
            return hash(encoded);
        }

        static byte[] digest(String domain, byte[] struct) {
            byte[] separator = hash(Bytes.concat(
                    Bytes.wrap(DOMAIN_TYPE), Bytes.wrap(hash(text(domain))), Bytes.wrap(VERSION), Bytes.wrap(SALT)));
            return hash(Bytes.concat(Bytes.wrap(PREFIX), Bytes.wrap(separator), Bytes.wrap(struct)));
        }
    }
}
