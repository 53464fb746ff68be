package network.phala.pallet.rmrk;

/// Asked before an NFT goes to another owner.
@FunctionalInterface
public interface TransferHook {
    boolean mayTransfer(int collection);
}
