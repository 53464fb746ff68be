package network.phala.devnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import network.phala.crypto.Ss58;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what `--ready-file` promises: one JSON object, there at once and whole.
public final class ReadyFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    public static final List<String> ACCOUNTS = List.of("//Alice", "//Bob", "//Charlie", "//Dave", "//Eve", "//Ferdie");

    private ReadyFile() {}

    public static void write(Path file, Network network) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("node").put("wsUrl", network.nodeUrl()).put("httpUrl", network.nodeHttpUrl());
        ArrayNode workers = root.putArray("workers");
        for (Network.Worker worker : network.workers()) {
            workers.addObject()
                    .put("url", worker.url())
                    .put("publicKey", worker.publicKey().toHex());
        }
        root.put("clusterId", network.clusterId().toHex());
        root.put("systemContract", network.systemContract().toHex());
        ArrayNode accounts = root.putArray("accounts");
        for (String uri : ACCOUNTS) {
            accounts.addObject().put("uri", uri).put("address", Ss58.encode(DevAccounts.account(uri), Ss58.PHALA));
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
