package network.phala.pallet.assets;

import network.phala.frame.dispatch.Weight;
import network.phala.frame.system.RuntimeDbWeight;

/// Declared weights, as Substrate's own benchmarks of pallet_assets found them.
final class AssetsWeights {
    private static final RuntimeDbWeight DB = RuntimeDbWeight.ROCKS_DB;
    private static final int REMOVED_MAX = 1000;

    private AssetsWeights() {}

    private static Weight of(long refTime, long proofSize, int reads, int writes) {
        return Weight.of(refTime, proofSize).add(DB.readsWrites(reads, writes));
    }

    static Weight of(AssetsCall call) {
        return switch (call) {
            case AssetsCall.Create _ -> of(31_977_000, 3675, 2, 2);
            case AssetsCall.ForceCreate _ -> of(13_782_000, 3675, 1, 1);
            case AssetsCall.StartDestroy _ -> of(14_833_000, 3675, 1, 1);
            case AssetsCall.DestroyAccounts _ ->
                of(
                        18_982_000 + 14_363_570L * REMOVED_MAX,
                        3675 + 2609 * REMOVED_MAX,
                        2 + 2 * REMOVED_MAX,
                        1 + 2 * REMOVED_MAX);
            case AssetsCall.DestroyApprovals _ ->
                of(18_970_000 + 16_397_299L * REMOVED_MAX, 3675 + 2623 * REMOVED_MAX, 2 + REMOVED_MAX, 1 + REMOVED_MAX);
            case AssetsCall.FinishDestroy _ -> of(14_906_000, 3675, 2, 1);
            case AssetsCall.Mint _ -> of(27_260_000, 3675, 2, 2);
            case AssetsCall.Burn _ -> of(34_474_000, 3675, 2, 2);
            case AssetsCall.Transfer _ -> of(48_476_000, 6208, 4, 4);
            case AssetsCall.TransferKeepAlive _ -> of(43_030_000, 6208, 4, 4);
            case AssetsCall.ForceTransfer _ -> of(48_469_000, 6208, 4, 4);
            case AssetsCall.Freeze _ -> of(18_384_000, 3675, 2, 1);
            case AssetsCall.Thaw _ -> of(18_282_000, 3675, 2, 1);
            case AssetsCall.FreezeAsset _ -> of(14_193_000, 3675, 1, 1);
            case AssetsCall.ThawAsset _ -> of(14_263_000, 3675, 1, 1);
            case AssetsCall.TransferOwnership _ -> of(16_042_000, 3675, 2, 1);
            case AssetsCall.SetTeam _ -> of(14_641_000, 3675, 1, 1);
            case AssetsCall.SetMetadata _ -> of(31_456_892, 3675, 2, 1);
            case AssetsCall.ClearMetadata _ -> of(31_930_000, 3675, 2, 1);
            case AssetsCall.ForceSetMetadata set ->
                of(15_718_387 + 2640L * set.symbol().size(), 3675, 2, 1);
            case AssetsCall.ForceClearMetadata _ -> of(31_483_000, 3675, 2, 1);
            case AssetsCall.ForceAssetStatus _ -> of(14_077_000, 3675, 1, 1);
            case AssetsCall.ApproveTransfer _ -> of(34_533_000, 3675, 2, 2);
            case AssetsCall.CancelApproval _ -> of(37_637_000, 3675, 2, 2);
            case AssetsCall.ForceCancelApproval _ -> of(37_950_000, 3675, 2, 2);
            case AssetsCall.TransferApproved _ -> of(69_946_000, 6208, 5, 5);
            case AssetsCall.Touch _ -> of(36_330_000, 3675, 3, 3);
            case AssetsCall.Refund _ -> of(33_489_000, 3675, 3, 3);
            case AssetsCall.SetMinBalance _ -> of(14_924_000, 3675, 1, 1);
            case AssetsCall.TouchOther _ -> of(34_104_000, 3675, 2, 2);
            case AssetsCall.RefundOther _ -> of(31_909_000, 3675, 2, 2);
            case AssetsCall.Block _ -> of(18_253_000, 3675, 2, 1);
        };
    }
}
