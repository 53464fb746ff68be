package network.phala.scale;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A list or [network.phala.primitives.Bytes] that is a `BoundedVec` (or `WeakBoundedVec`); longer input does not
/// decode.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Bounded {
    int value() default Integer.MAX_VALUE;

    boolean weak() default false;
}
