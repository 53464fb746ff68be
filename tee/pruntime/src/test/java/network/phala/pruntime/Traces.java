package network.phala.pruntime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import network.phala.primitives.Bytes;
import network.phala.primitives.Hex;

/// Secrets by name, and where they can be read: as they are, in hexadecimal, in base 64 at any of its three places, or
/// as decimal numbers, signed or not.
final class Traces {
    private final Map<String, byte[]> secrets = new TreeMap<>();

    void add(String name, byte[] secret) {
        if (secret.length < 12) {
            throw new IllegalArgumentException(name + " could stand anywhere by chance");
        }
        secrets.put(name, secret.clone());
    }

    /// A text that stands nowhere else.
    String text(String name) {
        String text = "SECRET" + Hex.plain(TestClient.random(12).toArray());
        add(name, text.getBytes(StandardCharsets.US_ASCII));
        return text;
    }

    Bytes bytes(String name, int size) {
        Bytes bytes = TestClient.random(size);
        add(name, bytes.toArray());
        return bytes;
    }

    private static List<String> forms(byte[] secret) {
        List<String> forms = new ArrayList<>();
        forms.add(new String(secret, StandardCharsets.ISO_8859_1));
        forms.add(Hex.plain(secret));
        forms.add(Hex.plain(secret).toUpperCase(Locale.ROOT));
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + secret.length];
            System.arraycopy(secret, 0, shifted, shift, secret.length);
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                String whole = encoder.withoutPadding().encodeToString(shifted);
                // The first and last digits hold bits of neighbours.
                forms.add(whole.substring(shift == 0 ? 0 : shift + 1, shifted.length / 3 * 4));
            }
        }
        for (String between : List.of(",", ", ", " ")) {
            forms.add(numbers(secret, 0xff, between));
            forms.add(numbers(secret, -1, between));
        }
        return forms;
    }

    private static String numbers(byte[] secret, int mask, String between) {
        return IntStream.range(0, secret.length)
                .mapToObj(i -> Integer.toString(secret[i] & mask))
                .collect(Collectors.joining(between));
    }

    /// Which secrets stand in the text, each with its surroundings.
    List<String> in(String where, String text) {
        List<String> found = new ArrayList<>();
        secrets.forEach((name, secret) -> {
            for (String form : forms(secret)) {
                int at = text.indexOf(form);
                if (at >= 0) {
                    String around = text.substring(Math.max(0, at - 160), Math.min(text.length(), at + 40));
                    found.add(name + " in " + where + ": …" + around);
                    return;
                }
            }
        });
        return found;
    }

    /// Which secrets stand in the files below a folder, but for those below `except`.
    List<String> below(Path folder, Path except) throws IOException {
        Map<Path, String> contents = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.startsWith(except)) {
                    contents.put(file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
        List<String> found = new ArrayList<>();
        contents.forEach((file, content) -> found.addAll(in(file.toString(), content)));
        return found;
    }
}
