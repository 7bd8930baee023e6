// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Counting} from "./Counting.sol";
import {CountingBicameral} from "./CountingBicameral.sol";
import {IRuleBook} from "./IRuleBook.sol";
import {ISponsoredProposals} from "./ISponsoredProposals.sol";
import {Sponsorship} from "./Sponsorship.sol";

/// @title Proposals that members stand behind before anybody votes.
/// @notice Checks the sponsors and freezes the rules of the calls when a proposal opens.
abstract contract SponsoredProposals is ISponsoredProposals, CountingBicameral {
    using Counting for Counting.Frozen;
    using Sponsorship for Sponsorship.Book;
    using Sponsorship for Sponsorship.Docket;

    uint8 private constant PERSON = 1;

    Sponsorship.Book private _book;

    /// @inheritdoc ISponsoredProposals
    function sponsor(uint256 proposalId) external {
        Count storage count = _countOf(proposalId);
        Parameters memory settings = parameters();
        count.docket = _sponsor(proposalId, count.docket, _msgSender(), settings);
        // Kept from now on, so that the proposal fills a slot that is in use.
        if (count.frozen.lateExtension != settings.lateExtension) count.frozen.lateExtension = settings.lateExtension;
    }

    /// @inheritdoc ISponsoredProposals
    function draft(uint256 proposalId) external view returns (address, uint256, uint256, bool, uint256) {
        Sponsorship.Docket memory it = _countOf(proposalId).docket;
        if (!it.isOpen()) return (address(0), 0, 0, false, 0);
        bool complete = it.stage == Sponsorship.SPONSORED;
        return (it.proposer, it.people, it.operators, complete, uint256(it.start) + it.duration);
    }

    /// @inheritdoc ISponsoredProposals
    function isSponsor(uint256 proposalId, uint256 identityId) external view returns (bool) {
        Sponsorship.Docket memory it = _countOf(proposalId).docket;
        return it.isOpen() && _book.isSponsor(it, proposalId, identityId);
    }

    /// @dev As OpenZeppelin's, after the sponsors and with the rules of the calls frozen.
    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override returns (uint256 proposalId) {
        proposalId = getProposalId(targets, values, calldatas, keccak256(bytes(description)));
        if (targets.length != values.length || targets.length != calldatas.length || targets.length == 0) {
            revert GovernorInvalidProposalLength(targets.length, calldatas.length, values.length);
        }
        Parameters memory settings = parameters();
        _checkSponsors(proposalId, proposer, settings);
        uint256 snapshot = block.timestamp + settings.votingDelay;
        _countOf(proposalId).docket = Sponsorship.Docket(
            proposer,
            SafeCast.toUint40(snapshot),
            settings.votingPeriod,
            0,
            0,
            Sponsorship.PROPOSED
        );
        _freeze(proposalId, targets, values, calldatas, settings.lateExtension);
        emit ProposalCreated(
            proposalId,
            proposer,
            targets,
            values,
            new string[](targets.length),
            calldatas,
            snapshot,
            snapshot + settings.votingPeriod,
            description
        );
    }

    /// @dev Flags with which a proposal of these calls begins; may refuse it.
    function _flagsAtBirth(
        uint8 class,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas
    ) internal view virtual returns (uint8);

    /// @dev The opener of a complete draft needs no look into the book.
    function _checkSponsors(uint256 proposalId, address proposer, Parameters memory settings) private {
        Sponsorship.Docket memory docket = _countOf(proposalId).docket;
        if (docket.stage == Sponsorship.PROPOSED) {
            revert GovernorUnexpectedProposalState(proposalId, state(proposalId), bytes32(0));
        }
        bool open = docket.isOpen();
        if (!open || docket.proposer != proposer) {
            bool sponsored = open && _book.isSponsor(docket, proposalId, _activeIdentity(proposer));
            if (!sponsored) docket = _sponsor(proposalId, docket, proposer, settings);
        }
        if (docket.stage != Sponsorship.SPONSORED) {
            revert SponsorsMissing(proposalId, docket.people, docket.operators);
        }
    }

    function _sponsor(
        uint256 proposalId,
        Sponsorship.Docket memory docket,
        address account,
        Parameters memory settings
    ) private returns (Sponsorship.Docket memory) {
        uint256 identityId = _activeIdentity(account);
        bool isPerson = _IDENTITIES.kindOf(identityId) == PERSON;
        bool isOperator = _LEDGER.pastVotesOf(identityId, block.timestamp - 1) != 0;
        Sponsorship.Sponsor memory by = Sponsorship.Sponsor(account, identityId, isPerson, isOperator);
        return _book.sponsor(docket, proposalId, by, settings);
    }

    function _freeze(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        uint32 lateExtension
    ) private {
        IRuleBook.Ruleset memory rules = _RULES.rulesFor(targets, calldatas);
        Counting.Frozen memory frozen;
        frozen.freeze(rules);
        frozen.lateExtension = lateExtension;
        frozen.flags = _flagsAtBirth(rules.class, targets, values, calldatas);
        _countOf(proposalId).frozen = frozen;
        emit RulesFrozen(proposalId, rules.class, frozen.has(Counting.DEADLOCK));
    }
}
