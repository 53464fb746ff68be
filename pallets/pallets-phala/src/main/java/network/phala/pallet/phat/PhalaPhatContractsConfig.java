package network.phala.pallet.phat;

import network.phala.frame.Currency;
import network.phala.pallet.mq.PhalaMq;
import network.phala.pallet.registry.PhalaRegistry;

/// What [PhalaPhatContracts] needs of the runtime.
public record PhalaPhatContractsConfig(PhalaMq mq, PhalaRegistry registry, Currency currency) {}
