package network.phala.scale;

/// `Result<T, E>`.
@TypePath(
        value = "Result",
        parameters = {"T", "E"})
public sealed interface Result<T, E> {
    @Index(0)
    @Unnamed
    record Ok<T, E>(T value) implements Result<T, E> {}

    @Index(1)
    @Unnamed
    record Err<T, E>(E error) implements Result<T, E> {}
}
