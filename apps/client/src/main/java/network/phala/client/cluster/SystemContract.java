package network.phala.client.cluster;

import java.io.IOException;
import java.util.Optional;
import network.phala.client.worker.ContractClient;
import network.phala.client.worker.ExecutionResult;
import network.phala.client.worker.QueryException;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Sr25519;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// A cluster's system contract, and its driver `SidevmOperation`, as far as they are about SideVM programs: questions
/// that anybody may ask, and messages for the commands of owners and administrators. Needs no bundle: their selectors
/// are part of Phala's protocol.
///
/// Follows phala-blockchain crates/pink/pink/src/system.rs and pink-drivers/sidevm_deployer.
public final class SystemContract {
    /// Name of the driver that lets contracts start programs.
    public static final String SIDEVM_DRIVER = "SidevmOperation";

    private static final byte SIDEVM_CODE = 1;

    private final ClusterClient cluster;
    private final ContractClient queries;
    private final Sr25519.Pair asker;

    /// @param asker whose name questions are asked in; any account may
    public SystemContract(ClusterClient cluster, Sr25519.Pair asker) {
        this.cluster = cluster;
        this.queries = cluster.queries();
        this.asker = asker;
    }

    /// Whether the cluster has a program's code.
    public boolean hasProgram(H256 code) throws IOException, QueryException {
        ScaleWriter message = message("System::code_exists");
        message.write(code.toBytes());
        message.writeByte(SIDEVM_CODE);
        return ask(cluster.systemContract(), message.toBytes(), ScaleReader::readBoolean);
    }

    /// Who may make administrators.
    public AccountId owner() throws IOException, QueryException {
        return ask(cluster.systemContract(), message("owner").toBytes(), SystemContract::account);
    }

    /// Whether an account may start and stop any contract's program.
    public boolean isAdministrator(AccountId who) throws IOException, QueryException {
        return ask(cluster.systemContract(), about("System::is_admin", who.value()), ScaleReader::readBoolean);
    }

    /// Money of an account inside the cluster that nothing holds.
    public U128 freeBalance(AccountId who) throws IOException, QueryException {
        return ask(cluster.systemContract(), about("System::free_balance_of", who.value()), ScaleReader::readU128);
    }

    /// The contract that lets others start programs; absent in a cluster that has none.
    public Optional<H256> sidevmDriver() throws IOException, QueryException {
        ScaleWriter message = message("System::get_driver");
        message.writeVec(Bytes.ofUtf8(SIDEVM_DRIVER));
        return ask(
                cluster.systemContract(),
                message.toBytes(),
                in -> in.readBoolean() ? Optional.of(H256.of(in.readArray(32))) : Optional.empty());
    }

    /// Who may put contracts on a driver's list.
    public AccountId ownerOf(H256 driver) throws IOException, QueryException {
        return ask(driver, message("owner").toBytes(), SystemContract::account);
    }

    /// Whether a contract is on a driver's list: it may start a program.
    public boolean isAllowed(H256 driver, H256 contract) throws IOException, QueryException {
        return ask(
                driver, about("SidevmOperation::can_deploy", Bytes32.of(contract.toBytes())), ScaleReader::readBoolean);
    }

    /// Starts a contract's program; for administrators.
    public static Bytes deploySidevm(H256 contract, H256 code) {
        ScaleWriter message = message("System::deploy_sidevm_to");
        message.write(contract.toBytes());
        message.write(code.toBytes());
        return message.toBytes();
    }

    /// Stops a contract's program; for administrators.
    public static Bytes stopSidevm(H256 contract) {
        return about("System::stop_sidevm_at", Bytes32.of(contract.toBytes()));
    }

    /// Makes an account an administrator; for the owner.
    public static Bytes grantAdministrator(AccountId who) {
        return about("System::grant_admin", who.value());
    }

    /// Puts a contract on a driver's list; for the driver's owner.
    public static Bytes allow(H256 contract) {
        return about("allow", Bytes32.of(contract.toBytes()));
    }

    /// Why the system contract refused one of the messages above (`Error`); absent when it did not.
    public static Optional<String> refusal(ExecutionResult result) throws IOException {
        return refusal(result, in -> systemError(in.readByte()));
    }

    /// The same of a driver (`DriverError`).
    public static Optional<String> driverRefusal(ExecutionResult result) throws IOException {
        return refusal(result, in -> switch (in.readByte()) {
            case 0 -> in.readVec().toUtf8();
            case 1 -> systemError(in.readByte());
            default -> "BadOrigin";
        });
    }

    private static Optional<String> refusal(ExecutionResult result, Reading<String> error) throws IOException {
        return switch (result.outcome()) {
            case ExecutionResult.Outcome.Failed failed -> Optional.of(failed.name());
            case ExecutionResult.Outcome.Returned returned -> {
                try {
                    ScaleReader in = new ScaleReader(returned.data());
                    requireUnderstood(in);
                    yield in.readByte() == 0 ? Optional.empty() : Optional.of(error.read(in));
                } catch (DecodeException e) {
                    throw undecodable(e);
                }
            }
        };
    }

    private static String systemError(int number) {
        return switch (number) {
            case 0 -> "PermisionDenied";
            case 1 -> "DriverNotFound";
            case 2 -> "CodeNotFound";
            default -> "ConditionNotMet";
        };
    }

    private interface Reading<T> {
        T read(ScaleReader in) throws DecodeException;
    }

    private <T> T ask(H256 contract, Bytes message, Reading<T> reading) throws IOException, QueryException {
        ExecutionResult result = queries.query(contract, message, ContractClient.Mode.PLAIN, asker);
        return switch (result.outcome()) {
            case ExecutionResult.Outcome.Failed failed ->
                throw new IOException("Contract " + contract + " could not be asked: " + failed.name());
            case ExecutionResult.Outcome.Returned returned -> {
                try {
                    ScaleReader in = new ScaleReader(returned.data());
                    requireUnderstood(in);
                    T answer = reading.read(in);
                    in.expectEnd();
                    yield answer;
                } catch (DecodeException e) {
                    throw undecodable(e);
                }
            }
        };
    }

    /// ink! wraps each answer in a `Result` that says whether it knew the message.
    private static void requireUnderstood(ScaleReader in) throws DecodeException, IOException {
        if (in.readByte() != 0) {
            throw new IOException("The contract does not know the message; is it Phala's?");
        }
    }

    private static IOException undecodable(DecodeException e) {
        return new IOException("The contract's answer does not decode: " + e.getMessage(), e);
    }

    private static AccountId account(ScaleReader in) throws DecodeException {
        return AccountId.of(in.readArray(32));
    }

    private static Bytes about(String name, Bytes32 id) {
        ScaleWriter message = message(name);
        message.write(id.toBytes());
        return message.toBytes();
    }

    private static ScaleWriter message(String name) {
        ScaleWriter out = new ScaleWriter();
        out.write(selector(name));
        return out;
    }

    /// The first four bytes of BLAKE2b-256 of a message's name; the trait `System` has a namespace before it.
    static Bytes selector(String name) {
        String full = name.startsWith("System::") ? "pink_system::" + name : name;
        return Bytes.wrap(Blake2b.digest256(Bytes.ofUtf8(full).toArray())).slice(0, 4);
    }
}
