package network.phala.scale;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A record of one component that is, in codec and type description, that component.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Transparent {}
