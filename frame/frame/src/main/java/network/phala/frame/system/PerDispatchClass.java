package network.phala.frame.system;

import network.phala.frame.dispatch.DispatchClass;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// One value for each class of dispatch.
@TypePath(
        value = "frame_support::dispatch::PerDispatchClass",
        parameters = {"T"})
public record PerDispatchClass<T>(
        @TypeName("T") T normal,
        @TypeName("T") T operational,
        @TypeName("T") T mandatory) {
    public T of(DispatchClass dispatchClass) {
        return switch (dispatchClass) {
            case NORMAL -> normal;
            case OPERATIONAL -> operational;
            case MANDATORY -> mandatory;
        };
    }

    public PerDispatchClass<T> with(DispatchClass dispatchClass, T value) {
        return switch (dispatchClass) {
            case NORMAL -> new PerDispatchClass<>(value, operational, mandatory);
            case OPERATIONAL -> new PerDispatchClass<>(normal, value, mandatory);
            case MANDATORY -> new PerDispatchClass<>(normal, operational, value);
        };
    }
}
