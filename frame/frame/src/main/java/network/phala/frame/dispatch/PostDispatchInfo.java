package network.phala.frame.dispatch;

import java.util.Optional;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// What a call cost in the end; an empty weight is the declared one.
@TypePath("frame_support::dispatch::PostDispatchInfo")
public record PostDispatchInfo(
        @TypeName("Option<Weight>") Optional<Weight> actualWeight,
        @TypeName("Pays") Pays paysFee) {
    /// The declared weight, fee paid: what most calls return.
    public static final PostDispatchInfo DECLARED = new PostDispatchInfo(Optional.empty(), Pays.YES);

    /// The declared weight, and the fee is given back.
    public static final PostDispatchInfo FREE = new PostDispatchInfo(Optional.empty(), Pays.NO);

    public static PostDispatchInfo used(Weight actual) {
        return new PostDispatchInfo(Optional.of(actual), Pays.YES);
    }

    /// The weight used, never above the declared one.
    public Weight weightOf(DispatchInfo info) {
        return actualWeight.map(actual -> actual.min(info.weight())).orElse(info.weight());
    }

    /// A fee is paid when both the declaration and the outcome say so.
    public Pays paysOf(DispatchInfo info) {
        return info.paysFee() == Pays.NO || paysFee == Pays.NO ? Pays.NO : Pays.YES;
    }
}
