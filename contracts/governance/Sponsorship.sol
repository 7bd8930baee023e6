// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernorParameters} from "./IGovernorParameters.sol";
import {ISponsoredProposals} from "./ISponsoredProposals.sol";
import {LiveLimits} from "./LiveLimits.sol";

/// @title Drafts and their sponsors.
/// @notice
///
///   none --first sponsor--> draft --enough sponsors--> sponsored --propose--> proposed
///   draft or sponsored --draft window over--> none
library Sponsorship {
    using LiveLimits for LiveLimits.Each;
    using LiveLimits for LiveLimits.Ring;

    uint8 internal constant DRAFT = 1;
    uint8 internal constant SPONSORED = 2;
    uint8 internal constant PROPOSED = 3;

    /// @dev One slot that a draft fills and the proposal takes over. While a draft, `start` and `duration` are the draft's.
    struct Docket {
        address proposer;
        uint40 start;
        uint32 duration;
        uint8 people;
        uint8 operators;
        uint8 stage;
    }

    /// @dev Who stands behind drafts, and until when.
    struct Book {
        mapping(bytes32 draft => mapping(uint256 word => uint256 bits)) sponsors;
        mapping(uint256 identityId => LiveLimits.Each places) each;
        LiveLimits.Ring all;
    }

    /// @dev A member who wants to sponsor.
    struct Sponsor {
        address account;
        uint256 identityId;
        bool isPerson;
        bool isOperator;
    }

    /// @dev Adds a sponsor and opens the draft if there is none; the caller stores the docket. Each sponsor's own place
    /// and, with the last sponsor needed, one of all places are taken until the vote can be over at the latest.
    function sponsor(
        Book storage book,
        Docket memory docket,
        uint256 proposalId,
        Sponsor memory by,
        IGovernorParameters.Parameters memory settings
    ) internal returns (Docket memory) {
        if (docket.stage == PROPOSED) revert ISponsoredProposals.AlreadyProposed(proposalId);
        if (!by.isPerson && !by.isOperator) revert ISponsoredProposals.SponsorIneligible(by.account, by.identityId);
        if (!isOpen(docket)) {
            docket = Docket(by.account, uint40(block.timestamp), settings.draftWindow, 0, 0, DRAFT);
        }
        if (docket.stage == SPONSORED) revert ISponsoredProposals.SponsorsComplete(proposalId);
        if (isSponsor(book, docket, proposalId, by.identityId)) {
            revert ISponsoredProposals.AlreadySponsor(proposalId, by.identityId);
        }
        uint256 until = uint256(docket.start) + docket.duration;
        uint256 end = until + settings.votingDelay + settings.votingPeriod + settings.lateExtension;
        book.sponsors[_draftOf(docket, proposalId)][by.identityId >> 8] |= 1 << (by.identityId & 0xff);
        book.each[by.identityId].take(by.identityId, settings.liveEach, end);
        if (by.isPerson) ++docket.people;
        if (by.isOperator) ++docket.operators;
        if (docket.people >= settings.peopleSponsors || docket.operators >= settings.operatorSponsors) {
            docket.stage = SPONSORED;
            book.all.take(settings.liveTotal, end);
        }
        emit ISponsoredProposals.Sponsored(
            proposalId,
            by.identityId,
            docket.people,
            docket.operators,
            docket.stage == SPONSORED,
            until
        );
        return docket;
    }

    function isSponsor(
        Book storage book,
        Docket memory docket,
        uint256 proposalId,
        uint256 identityId
    ) internal view returns (bool) {
        uint256 bits = book.sponsors[_draftOf(docket, proposalId)][identityId >> 8];
        return (bits >> (identityId & 0xff)) & 1 != 0;
    }

    /// @dev A draft looks for sponsors, or waits to be proposed, through the last second of its window.
    function isOpen(Docket memory docket) internal view returns (bool) {
        bool drafted = docket.stage == DRAFT || docket.stage == SPONSORED;
        return drafted && block.timestamp <= uint256(docket.start) + docket.duration;
    }

    /// @dev Drafts of one proposal differ in when they opened, so sponsors of an expired one do not count again.
    function _draftOf(Docket memory docket, uint256 proposalId) private pure returns (bytes32) {
        return keccak256(abi.encode(proposalId, docket.start));
    }
}
