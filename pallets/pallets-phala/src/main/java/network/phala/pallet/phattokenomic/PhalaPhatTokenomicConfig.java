package network.phala.pallet.phattokenomic;

import network.phala.frame.Currency;
import network.phala.pallet.mq.PhalaMq;
import network.phala.pallet.phat.PhalaPhatContracts;

/// What [PhalaPhatTokenomic] needs of the runtime.
public record PhalaPhatTokenomicConfig(PhalaMq mq, PhalaPhatContracts contracts, Currency currency) {}
