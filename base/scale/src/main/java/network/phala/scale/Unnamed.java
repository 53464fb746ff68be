package network.phala.scale;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A tuple struct or tuple variant: its fields have no names in metadata.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Unnamed {}
