package network.phala.scale;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The Rust path (`pallet_balances::types::AccountData`) and generic parameters of a type.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface TypePath {
    String value();

    /// Names of the generic parameters.
    String[] parameters() default {};

    /// Their types, one for each name; [Void] where scale-info knows none. Left out: the record's own type arguments.
    Class<?>[] arguments() default {};
}
