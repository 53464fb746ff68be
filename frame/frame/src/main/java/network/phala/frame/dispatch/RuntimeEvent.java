package network.phala.frame.dispatch;

/// An event of any pallet: the pallet's index, then the pallet's own event value. The runtime gives its codec.
public record RuntimeEvent(int pallet, Object event) {}
