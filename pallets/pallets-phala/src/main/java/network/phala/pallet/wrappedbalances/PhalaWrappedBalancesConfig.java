package network.phala.pallet.wrappedbalances;

import network.phala.frame.Currency;
import network.phala.pallet.assets.Fungibles;
import network.phala.pallet.basepool.PhalaBasePool;
import network.phala.pallet.uniques.Uniques;

/// What [PhalaWrappedBalances] needs of the runtime.
public record PhalaWrappedBalancesConfig(
        Currency currency, Fungibles assets, PhalaBasePool pools, Uniques uniques, Referenda referenda) {}
