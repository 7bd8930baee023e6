// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What comes to a vote, and in whose name.
/// @notice A proposal needs either enough sponsoring persons or enough sponsoring operators. Persons have a voice; of one
/// operator group one person counts. Operators own a group in the technical chamber.
///
///   none --first sponsor--> draft --enough sponsors--> complete --propose, by a sponsor--> proposed --vote over--> ended
///   draft or complete --draft window over--> expired, for good: the same id opens no second draft
///
/// Each identity stands behind `liveEach` drafts or proposals at a time. A place among all is taken at `propose` only and
/// ends with the vote, or with the proposal's cancellation, by itself. Quotas: 0 people, 1 operators, 2 one for
/// constitutional proposals, which may take one of the others too, 3 one for the court, which needs no sponsors.
///
/// While all places of a quota are taken, complete drafts wait. Time is cut into periods of half a draft window; in the
/// first half of each, a free place goes to the waiting draft with most sponsors, then to the oldest, and in the second to
/// whoever proposes: a draft that outranks others and is not proposed keeps them out for a few days only.
///
/// Sponsors of a proposal with votes for below half its quorum (class 0: that was stopped) wait `coolDown` after the vote.
/// The quorum is that of the operators for a place of theirs, else that of the people.
///
/// Any sponsor may propose; only the first, and only what he proposed himself, can be cancelled by its proposer. Whoever
/// fears that a stranger sponsors first and cancels ends the description with `#proposer=0x...` (OpenZeppelin's).
interface IAgenda {
    /// @notice What sponsorship asks. Times are seconds.
    struct Settings {
        uint32 draftWindow; // in which a draft finds its sponsors and is proposed
        uint32 coolDown; // for which sponsors of a proposal without support wait
        uint8 peopleSponsors; // sponsoring persons that suffice
        uint8 operatorSponsors; // sponsoring operators that suffice
        uint8 liveEach; // drafts and proposals that one identity may stand behind
        uint8 peoplePlaces; // live proposals of people
        uint8 operatorPlaces; // live proposals of operators
    }

    /// @notice A sponsor who signed `Sponsorship(uint256 proposalId)` (EIP-712, domain "Tilth Agenda", version "1").
    struct Signed {
        address account;
        bytes signature; // its signature, ERC-1271 included
    }

    /// @notice What sponsorship asks changed.
    event SponsorshipSet(Settings settings);
    /// @notice Members stand behind a draft, which may be proposed at once.
    /// @param identityIds The members; zero for each signature that was not needed.
    /// @param until Last second in which it may.
    event Sponsored(
        uint256 indexed proposalId,
        uint256[] identityIds,
        uint256 people,
        uint256 operators,
        bool complete,
        uint256 until
    );
    /// @notice A complete draft waits for a place.
    event DraftWaits(uint256 indexed proposalId, uint8 quota, uint256 sponsors);
    /// @notice A proposal took a place.
    event PlaceTaken(uint256 indexed proposalId, uint8 quota, uint256 until);
    /// @notice A proposal was cancelled; its place and its sponsors are free.
    event PlaceReleased(uint256 indexed proposalId);
    /// @notice A proposal's vote is over; its sponsors are free.
    /// @param coolUntil Until when they wait, 0 when it had enough support.
    event ProposalConcluded(uint256 indexed proposalId, uint256 coolUntil);

    /// @notice Only the governor may say this.
    error NotGovernor(address caller);
    /// @notice Only the timelock, so a vote, may do this.
    error NotTimelock(address caller);
    /// @notice The draft became a proposal already, or its window is over.
    error DraftClosed(uint256 proposalId);
    /// @notice Another draft has an id so similar that this one cannot be kept beside it.
    error DraftCollides(uint256 proposalId);
    /// @notice The account acts for no active identity, or for one with neither voice nor a group in the chamber.
    error SponsorIneligible(address account, uint256 identityId);
    /// @notice The account did not sign this, or its signature was asked too much gas.
    error SponsorSignatureInvalid(address account);
    /// @notice A person of this group stands behind the draft already.
    error GroupSponsored(uint256 proposalId, bytes32 group);
    /// @notice The identity stands behind the draft already.
    error AlreadySponsor(uint256 proposalId, uint256 identityId);
    /// @notice The identity stands behind as many as it may.
    error TooManyLiveEach(uint256 identityId, uint256 limit);
    /// @notice The identity waits because what it stood behind found no support.
    error SponsorCooling(uint256 identityId, uint256 until);
    /// @notice The draft has too few sponsors, or none that still count.
    error SponsorsMissing(uint256 proposalId, uint256 people, uint256 operators);
    /// @notice No place of the quota is free, or so many better drafts wait for those that are.
    error NoPlace(uint8 quota, uint256 better);
    /// @notice The vote is not over, or there is none.
    error NotOver(uint256 proposalId);

    /// @notice Stands behind a draft; the first to do so opens it.
    /// @param proposalId The id the proposal will have: `getProposalId` of its content.
    function sponsor(uint256 proposalId) external;

    /// @notice Brings sponsors who signed; the first opens the draft. Who stands behind it already is passed over, so that
    /// nobody spoils a batch by sponsoring first. Anyone may send it. Where a place is free `proposeBySig` needs one transaction
    /// only; this is for drafts that wait, or look for more.
    function sponsorBySig(uint256 proposalId, Signed[] calldata sponsors) external;

    /// @notice Proposes together with sponsors who signed, in one transaction. Who proposes is a sponsor and need not sign;
    /// who stands behind the draft already is passed over. What `propose` of the governor refuses this refuses too: where no
    /// place is free `sponsorBySig` makes a draft that waits.
    function proposeBySig(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        Signed[] calldata sponsors
    ) external returns (uint256 proposalId);

    /// @notice Writes down that a vote is over, and whether its sponsors wait; anyone may send it. It happens by itself as
    /// well, before a sponsor stands behind anything else.
    function conclude(uint256 proposalId) external;

    /// @notice Changes what sponsorship asks; only by a vote.
    function setSponsorship(Settings calldata settings) external;

    /// @notice Checks the sponsors of a draft, who proposes included, and gives it a place; for the governor.
    /// @return proposerId The proposer's identity, 0 for the court.
    /// @return opener Whether the proposer sponsored first.
    function take(
        uint256 proposalId,
        address proposer,
        uint8 class,
        uint32 end
    ) external returns (uint32 proposerId, bool opener);

    /// @notice Frees the place and the sponsors of a cancelled proposal; for the governor.
    function release(uint256 proposalId) external;

    /// @notice A draft that is open now, through the second `until`; all zero when there is none.
    function draft(
        uint256 proposalId
    ) external view returns (uint256 opener, uint256 people, uint256 operators, bool complete, uint256 until);

    /// @notice Free places of a quota now.
    /// @param quota 0 people, 1 operators, 2 constitutional, 3 the court.
    function placesLeft(uint8 quota) external view returns (uint256 places);

    /// @notice What sponsorship asks now.
    function settings() external view returns (Settings memory all);
}
