package network.phala.scale;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The variants of this enum are dispatchables: their names are snake case in metadata.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface SnakeCaseVariants {}
