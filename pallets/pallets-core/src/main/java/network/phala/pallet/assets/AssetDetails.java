package network.phala.pallet.assets;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// An asset: who may do what with it, how much there is, how many accounts hold it.
@TypePath(
        value = "pallet_assets::types::AssetDetails",
        parameters = {"Balance", "AccountId", "DepositBalance"},
        arguments = {U128.class, AccountId.class, U128.class})
public record AssetDetails(
        @TypeName("AccountId") AccountId owner,
        @TypeName("AccountId") AccountId issuer,
        @TypeName("AccountId") AccountId admin,
        @TypeName("AccountId") AccountId freezer,
        @TypeName("Balance") U128 supply,
        @TypeName("DepositBalance") U128 deposit,
        @TypeName("Balance") U128 minBalance,
        @TypeName("bool") boolean isSufficient,
        @TypeName("u32") int accounts,
        @TypeName("u32") int sufficients,
        @TypeName("u32") int approvals,
        @TypeName("AssetStatus") AssetStatus status) {
    static AssetDetails created(AccountId owner, AccountId admin, U128 deposit, U128 minBalance, boolean isSufficient) {
        return new AssetDetails(
                owner, admin, admin, admin, U128.ZERO, deposit, minBalance, isSufficient, 0, 0, 0, AssetStatus.LIVE);
    }

    AssetDetails withSupply(U128 next) {
        return with(next, accounts, sufficients, status);
    }

    AssetDetails withStatus(AssetStatus next) {
        return with(supply, accounts, sufficients, next);
    }

    AssetDetails withHolders(int nextAccounts, int nextSufficients) {
        return with(supply, nextAccounts, nextSufficients, status);
    }

    AssetDetails withApprovals(int count) {
        return new AssetDetails(
                owner,
                issuer,
                admin,
                freezer,
                supply,
                deposit,
                minBalance,
                isSufficient,
                accounts,
                sufficients,
                count,
                status);
    }

    AssetDetails withTeam(AccountId newIssuer, AccountId newAdmin, AccountId newFreezer) {
        return new AssetDetails(
                owner,
                newIssuer,
                newAdmin,
                newFreezer,
                supply,
                deposit,
                minBalance,
                isSufficient,
                accounts,
                sufficients,
                approvals,
                status);
    }

    private AssetDetails with(U128 nextSupply, int nextAccounts, int nextSufficients, AssetStatus nextStatus) {
        return new AssetDetails(
                owner,
                issuer,
                admin,
                freezer,
                nextSupply,
                deposit,
                minBalance,
                isSufficient,
                nextAccounts,
                nextSufficients,
                approvals,
                nextStatus);
    }
}
