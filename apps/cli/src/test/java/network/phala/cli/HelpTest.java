package network.phala.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
    private static List<CommandLine> all(CommandLine command) {
        List<CommandLine> found = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(each -> found.addAll(all(each)));
        return found;
    }

    @Test
    void everyCommandHasExamplesThatCanBeCopied() {
        List<CommandLine> commands = all(PhalaMain.commandLine());
        assertThat(commands).hasSizeGreaterThan(12);
        for (CommandLine command : commands) {
            String[] footer = command.getCommandSpec().usageMessage().footer();
            assertThat(footer).as(command.getCommandName()).anyMatch(line -> line.startsWith("Example"));
            assertThat(command.getUsageMessage().lines().map(String::stripTrailing))
                    .as(command.getCommandName())
                    .contains(footer);
        }
    }

    @Test
    void everyCommandTellsTheVersion() {
        for (CommandLine command : all(PhalaMain.commandLine())) {
            assertThat(command.getCommandSpec().version())
                    .as(command.getCommandName())
                    .containsExactly("phala 0.1.0");
        }
    }
}
