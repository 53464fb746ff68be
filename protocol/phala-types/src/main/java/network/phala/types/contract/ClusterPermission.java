package network.phala.types.contract;

import network.phala.primitives.AccountId;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;
import network.phala.scale.Unnamed;

/// Who may upload code and instantiate contracts in a cluster.
@TypePath(value = "phala_types::contract::ClusterPermission", parameters = "AccountId", arguments = AccountId.class)
public sealed interface ClusterPermission {
    record Public() implements ClusterPermission {}

    @Unnamed
    record OnlyOwner(@TypeName("AccountId") AccountId owner) implements ClusterPermission {}

    default boolean allows(AccountId account) {
        return switch (this) {
            case Public _ -> true;
            case OnlyOwner(AccountId owner) -> owner.equals(account);
        };
    }
}
