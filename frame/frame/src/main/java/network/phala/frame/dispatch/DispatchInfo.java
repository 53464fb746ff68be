package network.phala.frame.dispatch;

import network.phala.scale.Name;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What is known of a call's cost before it runs.
@TypePath("frame_support::dispatch::DispatchInfo")
public record DispatchInfo(
        @TypeName("Weight") Weight weight,
        @Name("class") @TypeName("DispatchClass") DispatchClass dispatchClass,
        @TypeName("Pays") Pays paysFee) {
    /// A normal call that pays its fee.
    public static DispatchInfo normal(Weight weight) {
        return new DispatchInfo(weight, DispatchClass.NORMAL, Pays.YES);
    }

    public static DispatchInfo operational(Weight weight) {
        return new DispatchInfo(weight, DispatchClass.OPERATIONAL, Pays.YES);
    }

    public static DispatchInfo mandatory(Weight weight) {
        return new DispatchInfo(weight, DispatchClass.MANDATORY, Pays.YES);
    }
}
