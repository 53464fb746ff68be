package network.phala.cli.action;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A crate as `cargo metadata` tells it.
///
/// @param json one entry of `packages`
public record Crate(JsonNode json) {
    public String name() {
        return json.path("name").asString();
    }

    /// The folder of its manifest.
    public Path folder() {
        return Path.of(json.path("manifest_path").asString()).resolveSibling("");
    }

    public boolean hasFeature(String feature) {
        return json.path("features").has(feature);
    }

    /// Whether its manifest names this crate.
    public boolean dependsOn(String other) {
        return json.path("dependencies")
                .valueStream()
                .anyMatch(each -> each.path("name").asString().equals(other));
    }

    private Optional<JsonNode> library() {
        return json.path("targets")
                .valueStream()
                .filter(target -> target.path("crate_types")
                        .valueStream()
                        .map(JsonNode::asString)
                        .anyMatch(Set.of("lib", "rlib", "cdylib")::contains))
                .findFirst();
    }

    /// Whether there is a library at all.
    public boolean hasLibrary() {
        return library().isPresent();
    }

    /// What its library's files are called.
    public String libraryName() {
        return library()
                .map(target -> target.path("name").asString())
                .orElse(name())
                .replace('-', '_');
    }

    /// Kinds of the library: `lib` where the manifest says nothing.
    public List<String> libraryTypes() {
        return library().stream()
                .flatMap(target -> target.path("crate_types").valueStream())
                .map(JsonNode::asString)
                .toList();
    }

    public boolean isLinkable() {
        return libraryTypes().contains("lib") || libraryTypes().contains("rlib");
    }
}
