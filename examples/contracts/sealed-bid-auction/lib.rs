//! A sealed-bid auction: the highest bid wins, and nobody learns a bid before, or a losing bid after, the close.
//!
//! Bids come as encrypted commands, so the chain stores ciphertext; the worker keeps the contract's state encrypted; and
//! this contract answers questions about a bid only to its bidder. On an ordinary chain this needs commit and reveal,
//! here it is a map and four checks. Bids are promises, no money moves: what is sold changes hands elsewhere.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[ink::contract]
mod sealed_bid_auction {
    use ink::storage::Mapping;

    /// Why the auction refuses.
    #[derive(Debug, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
    pub enum Error {
        /// Only the auctioneer may close.
        NotOwner,
        /// Bids are final once the auction is closed.
        Closed,
        /// The winner is not known before the close.
        StillOpen,
        /// A bid is above zero and above the bidder's earlier one.
        BidTooLow,
        /// A bid is shown to its bidder only.
        NotYourBid,
        /// Nobody bid.
        NoBids,
    }

    #[ink(storage)]
    pub struct SealedBidAuction {
        owner: AccountId,
        open: bool,
        bids: Mapping<AccountId, Balance>,
        bidders: u32,
        /// The highest bid so far; of equal ones the first.
        leader: Option<(AccountId, Balance)>,
    }

    impl SealedBidAuction {
        /// Opens an auction; the caller is the auctioneer.
        #[ink(constructor)]
        pub fn new() -> Self {
            Self {
                owner: Self::env().caller(),
                open: true,
                bids: Mapping::default(),
                bidders: 0,
                leader: None,
            }
        }

        /// Bids `amount`, or raises the caller's earlier bid to it.
        #[ink(message)]
        pub fn bid(&mut self, amount: Balance) -> Result<(), Error> {
            if !self.open {
                return Err(Error::Closed);
            }
            let bidder = self.env().caller();
            let earlier = self.bids.get(bidder);
            if amount <= earlier.unwrap_or(0) {
                return Err(Error::BidTooLow);
            }
            if earlier.is_none() {
                self.bidders += 1;
            }
            self.bids.insert(bidder, &amount);
            match self.leader {
                Some((_, highest)) if amount <= highest => {}
                _ => self.leader = Some((bidder, amount)),
            }
            Ok(())
        }

        /// Ends the bidding and reveals the winner. Auctioneer only.
        #[ink(message)]
        pub fn close(&mut self) -> Result<(), Error> {
            if self.env().caller() != self.owner {
                return Err(Error::NotOwner);
            }
            if !self.open {
                return Err(Error::Closed);
            }
            self.open = false;
            Ok(())
        }

        /// The caller's own bid.
        #[ink(message)]
        pub fn my_bid(&self) -> Option<Balance> {
            self.bids.get(self.env().caller())
        }

        /// The bid of `bidder`, for that bidder's eyes.
        #[ink(message)]
        pub fn bid_of(&self, bidder: AccountId) -> Result<Option<Balance>, Error> {
            if self.env().caller() != bidder {
                return Err(Error::NotYourBid);
            }
            Ok(self.bids.get(bidder))
        }

        /// Who won, at what price: once the auction is closed.
        #[ink(message)]
        pub fn winner(&self) -> Result<(AccountId, Balance), Error> {
            if self.open {
                return Err(Error::StillOpen);
            }
            self.leader.ok_or(Error::NoBids)
        }

        #[ink(message)]
        pub fn is_open(&self) -> bool {
            self.open
        }

        /// How many accounts have bid: public, their bids are not.
        #[ink(message)]
        pub fn bidders(&self) -> u32 {
            self.bidders
        }

        #[ink(message)]
        pub fn owner(&self) -> AccountId {
            self.owner
        }
    }
}
