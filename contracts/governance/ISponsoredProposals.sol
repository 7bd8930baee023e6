// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Proposals that members stand behind before anybody votes.
/// @notice A proposal needs either enough sponsoring persons or enough sponsoring operators. The first sponsor opens a
/// draft under the id that the proposal will have, others join within the draft window, and one of them proposes. Who
/// proposes counts as a sponsor too, so where one is enough `propose` alone suffices. Each identity stands behind a
/// limited number of live proposals, and a limited number is alive in all. End the description with
/// `#proposer=0x...` to keep others from proposing, and cancelling, a draft in your place.
interface ISponsoredProposals {
    /// @notice A member stands behind a draft.
    /// @param proposalId The id the proposal will have.
    /// @param identityId The member.
    /// @param people Sponsoring persons now.
    /// @param operators Sponsoring operators now.
    /// @param complete True when the draft may be proposed.
    /// @param until Last second in which it may.
    event Sponsored(
        uint256 indexed proposalId,
        uint256 indexed identityId,
        uint256 people,
        uint256 operators,
        bool complete,
        uint256 until
    );

    /// @notice The draft became a proposal already.
    error AlreadyProposed(uint256 proposalId);
    /// @notice The identity is neither a person nor an operator with weight.
    error SponsorIneligible(address account, uint256 identityId);
    /// @notice The draft has all sponsors it needs.
    error SponsorsComplete(uint256 proposalId);
    /// @notice The identity stands behind the draft already.
    error AlreadySponsor(uint256 proposalId, uint256 identityId);
    /// @notice The draft has too few sponsors, or none that still count.
    error SponsorsMissing(uint256 proposalId, uint256 people, uint256 operators);

    /// @notice Stands behind a draft; the first to do so opens it.
    /// @param proposalId The id the proposal will have: `getProposalId` of its content.
    function sponsor(uint256 proposalId) external;

    /// @notice A draft that is open now.
    /// @param proposalId The id the proposal will have.
    /// @return opener Account that opened it, zero when there is no open draft.
    /// @return people Sponsoring persons.
    /// @return operators Sponsoring operators.
    /// @return complete True when it may be proposed.
    /// @return until Last second in which it may.
    function draft(
        uint256 proposalId
    ) external view returns (address opener, uint256 people, uint256 operators, bool complete, uint256 until);

    /// @notice Tells whether an identity stands behind an open draft.
    /// @param proposalId The id the proposal will have.
    /// @param identityId The identity.
    /// @return sponsoring True when it does.
    function isSponsor(uint256 proposalId, uint256 identityId) external view returns (bool sponsoring);
}
