package network.phala.e2e.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import network.phala.client.contract.Reply;
import network.phala.contractrunner.ContractRunner;
import network.phala.contractrunner.ContractRunner.Answer;
import network.phala.contractrunner.ContractRunner.Deployed;
import network.phala.pink.types.StorageDeposit;
import network.phala.primitives.AccountId;
import network.phala.primitives.U128;

/// A runner with the words that tests of contracts need.
final class Stage {
    final ContractRunner runner = new ContractRunner(Artifacts.read("system"));

    Deployed deploy(String name, AccountId who, String constructor, String... arguments) {
        return runner.deploy(Artifacts.read(name), who, constructor, arguments);
    }

    /// The value of a command that must work.
    Answer does(Deployed contract, AccountId who, String message, String... arguments) {
        return pays(contract, who, 0, message, arguments);
    }

    Answer pays(Deployed contract, AccountId who, long value, String message, String... arguments) {
        Answer answer = runner.pay(contract, who, U128.of(value), message, arguments);
        assertThat(answer.succeeded())
                .as(
                        "%s.%s: %s %s",
                        contract.file().name(),
                        message,
                        answer.text(),
                        answer.result().debugMessage().toUtf8())
                .isTrue();
        assertThat(answer.isError())
                .as("%s.%s: %s", contract.file().name(), message, answer.text())
                .isFalse();
        return answer;
    }

    /// A command that answers this `Err`, and of which no bit of the contract's storage and no event stays.
    void refuses(Deployed contract, AccountId who, String error, String message, String... arguments) {
        refusesPaid(contract, who, 0, error, message, arguments);
    }

    void refusesPaid(Deployed contract, AccountId who, long value, String error, String message, String... arguments) {
        var before = runner.rawStorage(contract);
        U128 money = runner.balance(contract.id());
        Answer answer = runner.pay(contract, who, U128.of(value), message, arguments);
        assertThat(answer.reply().map(Reply::kind))
                .as("%s.%s: %s", contract.file().name(), message, answer.text())
                .contains(Reply.Kind.ERROR);
        assertThat(answer.value().toString().replace("\"", "")).isEqualTo(error);
        assertThat(answer.effects().inkEvents())
                .as("events of what was refused")
                .isEmpty();
        assertThat(runner.rawStorage(contract)).isEqualTo(before);
        assertThat(runner.balance(contract.id())).isEqualTo(money);
    }

    /// A command that the runtime stops with this error.
    void stops(Deployed contract, AccountId who, String error, String message, String... arguments) {
        var before = runner.rawStorage(contract);
        Answer answer = runner.command(contract, who, message, arguments);
        assertThat(answer.result().succeeded())
                .as("%s: %s", message, answer.text())
                .isFalse();
        assertThat(answer.text()).as(message).contains(error);
        assertThat(runner.rawStorage(contract)).isEqualTo(before);
    }

    /// The value that a query gives, as JSON.
    String asks(Deployed contract, AccountId who, String message, String... arguments) {
        return runner.query(contract, who, message, arguments).value().toString();
    }

    /// Events as `Label{field=value,…}`, accounts by their names.
    List<String> events(Deployed contract, Answer answer) {
        return runner.events(contract, answer).stream()
                .map(event -> event.label() + named(event.fields().toString()))
                .toList();
    }

    /// Accounts of the development keys by name, JSON's quotation marks left out.
    static String named(String json) {
        return json.replace(ContractRunner.text(ContractRunner.ALICE), "Alice")
                .replace(ContractRunner.text(ContractRunner.BOB), "Bob")
                .replace(ContractRunner.text(ContractRunner.CHARLIE), "Charlie")
                .replace(ContractRunner.text(ContractRunner.DAVE), "Dave")
                .replace("\"", "");
    }

    static StorageDeposit charge(long amount) {
        return new StorageDeposit(true, U128.of(amount));
    }

    static StorageDeposit refund(long amount) {
        return new StorageDeposit(false, U128.of(amount));
    }
}
