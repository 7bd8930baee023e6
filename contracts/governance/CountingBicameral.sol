// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {IConstitution} from "./IConstitution.sol";
import {ICountingBicameral} from "./ICountingBicameral.sol";
import {IRuleBook} from "./IRuleBook.sol";

/// @title One proposal, two tallies.
/// @notice Everything that decides is fixed: rules at creation, totals at the snapshot.
abstract contract CountingBicameral is Governor, ICountingBicameral {
    uint8 internal constant CONTRIBUTORS = 0;
    uint8 internal constant TECHNICAL = 1;
    uint256 private constant WHOLE = 10_000;
    uint256 private constant TWO_THIRDS = 6_667;
    uint256 private constant HALF_UNIT = 5e17;
    uint8 private constant AGAINST = 0;
    uint8 private constant FOR = 1;
    uint8 private constant ABSTAIN = 2;

    struct Tally {
        uint80 against;
        uint80 forVotes;
        uint80 abstain;
    }

    /// @dev Totals at the snapshot, kept from the first vote on.
    struct Totals {
        uint96 people;
        uint96 technical;
        uint32 groups;
        bool known;
    }

    struct Count {
        IRuleBook.Ruleset rules;
        Totals totals;
        Tally[2] tallies;
        mapping(address voter => bool) voted;
    }

    IERC5805 private immutable _PEOPLE;
    IWorkLedger private immutable _LEDGER;
    IRuleBook private immutable _RULES;
    uint32 private immutable _PEOPLE_TO_ACTIVATE;
    uint32 private immutable _GROUPS_TO_ACTIVATE;
    mapping(uint256 proposalId => Count) private _counts;

    constructor(IERC5805 people, IWorkLedger ledger, IRuleBook rules, IConstitution constitution) {
        _PEOPLE = people;
        _LEDGER = ledger;
        _RULES = rules;
        IConstitution.Limits memory limits = constitution.limits();
        _PEOPLE_TO_ACTIVATE = limits.peopleToActivate;
        _GROUPS_TO_ACTIVATE = limits.groupsToActivate;
    }

    /// @inheritdoc ICountingBicameral
    function chamberVotes(uint256 proposalId, uint8 chamber) external view returns (uint256, uint256, uint256) {
        if (chamber > TECHNICAL) revert ChamberUnknown(chamber);
        Tally storage tally = _counts[proposalId].tallies[chamber];
        return (tally.against, tally.forVotes, tally.abstain);
    }

    /// @inheritdoc ICountingBicameral
    function chamberQuorum(uint256 proposalId, uint8 chamber) external view returns (uint256) {
        IRuleBook.Ruleset storage rules = _counts[proposalId].rules;
        uint256 share = chamber == CONTRIBUTORS ? rules.peopleQuorum : rules.technicalQuorum;
        return _share(chamberTotal(proposalId, chamber), share);
    }

    /// @inheritdoc ICountingBicameral
    function chamberActive(uint256 proposalId, uint8 chamber) external view returns (bool) {
        if (chamber > TECHNICAL) revert ChamberUnknown(chamber);
        Totals memory totals = _totals(proposalId);
        return chamber == CONTRIBUTORS ? _peopleActive(totals) : _technicalActive(totals);
    }

    /// @inheritdoc ICountingBicameral
    function proposalRules(uint256 proposalId) external view returns (uint8, uint16, uint16, uint16, uint32) {
        IRuleBook.Ruleset storage rules = _counts[proposalId].rules;
        return (rules.class, rules.peopleQuorum, rules.technicalQuorum, rules.majority, rules.delay);
    }

    /// @inheritdoc ICountingBicameral
    function proposalVotes(uint256 proposalId) external view returns (uint256, uint256, uint256) {
        Totals memory totals = _totals(proposalId);
        Tally storage people = _counts[proposalId].tallies[CONTRIBUTORS];
        Tally storage technical = _counts[proposalId].tallies[TECHNICAL];
        return (
            _joint(people.against, totals.people, technical.against, totals.technical),
            _joint(people.forVotes, totals.people, technical.forVotes, totals.technical),
            _joint(people.abstain, totals.people, technical.abstain, totals.technical)
        );
    }

    /// @inheritdoc ICountingBicameral
    function chamberTotal(uint256 proposalId, uint8 chamber) public view returns (uint256) {
        if (chamber > TECHNICAL) revert ChamberUnknown(chamber);
        Totals memory totals = _totals(proposalId);
        return chamber == CONTRIBUTORS ? totals.people : totals.technical;
    }

    /// @inheritdoc ICountingBicameral
    function chamberVotesOf(address account, uint256 timepoint) public view returns (uint256, uint256) {
        return (_PEOPLE.getPastVotes(account, timepoint), _LEDGER.getPastVotes(account, timepoint));
    }

    /// @inheritdoc IGovernor
    /// @dev Joint figure for readers that know one tally: necessary under the ordinary rules, never sufficient.
    function quorum(uint256) public view override returns (uint256) {
        IRuleBook.Ruleset memory rules = _RULES.rulesOf(1);
        return _joint(rules.peopleQuorum, WHOLE, rules.technicalQuorum, WHOLE);
    }

    /// @inheritdoc IGovernor
    function hasVoted(uint256 proposalId, address account) public view override returns (bool) {
        return _counts[proposalId].voted[account];
    }

    /// @inheritdoc IERC6372
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    /// @inheritdoc IGovernor
    function COUNTING_MODE() public pure override returns (string memory) {
        return "support=bravo&quorum=for,abstain&params=bicameral";
    }

    /// @inheritdoc IERC6372
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// @dev Fixes the rules of a new proposal by what it calls.
    function _freezeRules(uint256 proposalId, address[] memory targets, bytes[] memory calldatas) internal {
        IRuleBook.Ruleset memory rules = _RULES.rulesOf(_RULES.classify(targets, calldatas));
        _counts[proposalId].rules = rules;
        emit RulesFrozen(
            proposalId,
            rules.class,
            rules.peopleQuorum,
            rules.technicalQuorum,
            rules.majority,
            rules.delay
        );
    }

    /// @dev One byte of params is a different support as operator. Every account is counted once per proposal.
    function _countVote(
        uint256 proposalId,
        address account,
        uint8 support,
        uint256 jointWeight,
        bytes memory params
    ) internal override returns (uint256) {
        Count storage count = _counts[proposalId];
        uint256 timepoint = proposalSnapshot(proposalId);
        uint8 technicalSupport = params.length == 0 ? support : uint8(params[0]);
        if (params.length > 1) revert GovernorInvalidVoteParams();
        if (support > ABSTAIN || technicalSupport > ABSTAIN) revert GovernorInvalidVoteType();
        if (count.voted[account]) revert GovernorAlreadyCastVote(account);
        (uint256 people, uint256 technical) = chamberVotesOf(account, timepoint);
        if (people == 0 && technical == 0) revert NoVotes(account, timepoint);

        if (!count.totals.known) count.totals = _totalsAt(timepoint);
        count.voted[account] = true;
        _add(count.tallies[CONTRIBUTORS], support, people);
        _add(count.tallies[TECHNICAL], technicalSupport, technical);
        emit ChamberVote(account, proposalId, support, technicalSupport, people, technical);
        return jointWeight;
    }

    /// @dev Joint weight for display; tallies use each chamber's own.
    function _getVotes(
        address account,
        uint256 timepoint,
        bytes memory
    ) internal view override returns (uint256 weight) {
        (uint256 people, uint256 technical) = chamberVotesOf(account, timepoint);
        if (people != 0) weight = _joint(people, _PEOPLE.getPastTotalSupply(timepoint), 0, 0);
        if (technical != 0) weight += _joint(0, 0, technical, _LEDGER.getPastTotalSupply(timepoint));
    }

    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        Count storage count = _counts[proposalId];
        Totals memory totals = _totals(proposalId);
        return
            _peopleActive(totals) &&
            _reached(count.tallies[CONTRIBUTORS], totals.people, count.rules.peopleQuorum) &&
            (!_technicalActive(totals) ||
                _reached(count.tallies[TECHNICAL], totals.technical, count.rules.technicalQuorum));
    }

    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        Count storage count = _counts[proposalId];
        uint256 majority = count.rules.majority;
        if (_technicalActive(_totals(proposalId))) {
            return _agreed(count.tallies[CONTRIBUTORS], majority) && _agreed(count.tallies[TECHNICAL], majority);
        }
        return _agreed(count.tallies[CONTRIBUTORS], Math.max(majority, TWO_THIRDS));
    }

    /// @dev Seconds from queueing to execution: the frozen delay, twice that when contributors decided alone.
    function _delayOf(uint256 proposalId) internal view returns (uint256 delay) {
        delay = _counts[proposalId].rules.delay;
        if (!_technicalActive(_totals(proposalId))) delay *= 2;
    }

    function _add(Tally storage tally, uint8 support, uint256 weight) private {
        if (weight == 0) return;
        uint80 votes = SafeCast.toUint80(weight);
        if (support == AGAINST) tally.against += votes;
        else if (support == FOR) tally.forVotes += votes;
        else tally.abstain += votes;
    }

    function _totals(uint256 proposalId) private view returns (Totals memory totals) {
        totals = _counts[proposalId].totals;
        if (!totals.known) totals = _totalsAt(proposalSnapshot(proposalId));
    }

    /// @dev Nothing is known of a snapshot that lies ahead.
    function _totalsAt(uint256 timepoint) private view returns (Totals memory totals) {
        if (timepoint >= clock()) return totals;
        totals = Totals(
            SafeCast.toUint96(_PEOPLE.getPastTotalSupply(timepoint)),
            SafeCast.toUint96(_LEDGER.getPastTotalSupply(timepoint)),
            SafeCast.toUint32(_LEDGER.getPastGroups(timepoint)),
            true
        );
    }

    function _peopleActive(Totals memory totals) private view returns (bool) {
        return totals.people >= _PEOPLE_TO_ACTIVATE;
    }

    function _technicalActive(Totals memory totals) private view returns (bool) {
        return totals.groups >= _GROUPS_TO_ACTIVATE;
    }

    function _reached(Tally storage tally, uint256 total, uint256 share) private view returns (bool) {
        return uint256(tally.forVotes) + tally.abstain >= _share(total, share);
    }

    function _agreed(Tally storage tally, uint256 majority) private view returns (bool) {
        uint256 decided = uint256(tally.forVotes) + tally.against;
        return tally.forVotes > tally.against && tally.forVotes * WHOLE >= decided * majority;
    }

    function _share(uint256 total, uint256 share) private pure returns (uint256) {
        return Math.ceilDiv(total * share, WHOLE);
    }

    function _joint(
        uint256 people,
        uint256 allPeople,
        uint256 technical,
        uint256 allTechnical
    ) private pure returns (uint256 weight) {
        if (people != 0) weight = Math.mulDiv(people, HALF_UNIT, allPeople);
        if (technical != 0) weight += Math.mulDiv(technical, HALF_UNIT, allTechnical);
    }
}
