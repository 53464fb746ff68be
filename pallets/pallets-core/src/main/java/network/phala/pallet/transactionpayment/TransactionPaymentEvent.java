package network.phala.pallet.transactionpayment;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.Index;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Events of the TransactionPayment pallet.
@TypePath(
        value = "pallet_transaction_payment::pallet::Event",
        parameters = {"T"},
        arguments = {Void.class})
public sealed interface TransactionPaymentEvent {
    /// The fee an account paid in the end, tip included.
    @Index(0)
    record TransactionFeePaid(
            @TypeName("T::AccountId") AccountId who,
            @TypeName("BalanceOf<T>") U128 actualFee,
            @TypeName("BalanceOf<T>") U128 tip)
            implements TransactionPaymentEvent {}
}
