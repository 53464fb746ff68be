package network.phala.prpc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The protobuf field number of a record component.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Field {
    int value();

    /// Where the field stands in the JSON form.
    Json json() default Json.REQUIRED;

    /// Presence of a field in JSON.
    enum Json {
        /// Written always; must be there when read, unless it is an `Optional`.
        REQUIRED,
        /// Written always; takes its default when missing.
        DEFAULTED,
        /// Never written or read.
        OMITTED
    }
}
