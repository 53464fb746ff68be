package network.phala.scale;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A record that is a plain tuple in Rust.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface TupleType {}
