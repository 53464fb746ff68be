package network.phala.cli.action;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The files of a new crate, in this program's resources. `{{name}}` and `{{crate}}` stand for the crate's name.
///
/// @param resources the folder of the templates
public record CrateTemplate(String resources, List<String> files) {
    /// Writes the files into a new folder of that name.
    ///
    /// @param in where the folder is made; absent means here
    /// @param fill puts in what else a template leaves open
    /// @return the folder
    public Path write(String name, @Nullable Path in, UnaryOperator<String> fill)
            throws IOException, CommandFailedException {
        if (!name.matches("[a-z][a-z0-9_-]{0,63}")) {
            throw new CommandFailedException(
                    "\"" + name + "\" is no name for a crate; expected small letters, digits, - and _, a letter first");
        }
        Path folder = (in == null ? Path.of("") : in).resolve(name);
        if (Files.exists(folder)) {
            throw new CommandFailedException(folder + " exists already; choose another name or remove it");
        }
        Files.createDirectories(folder);
        for (String file : files) {
            String text = fill.apply(template(file))
                    .replace("{{crate}}", name.replace('-', '_'))
                    .replace("{{name}}", name);
            Files.writeString(folder.resolve(file.equals("gitignore") ? ".gitignore" : file), text);
        }
        return folder;
    }

    private String template(String file) {
        try (InputStream in = CrateTemplate.class.getResourceAsStream(resources + "/" + file)) {
            if (in == null) {
                throw new IllegalStateException("The template " + file + " is not in this program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
