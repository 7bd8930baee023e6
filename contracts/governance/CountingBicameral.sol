// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {Counting} from "./Counting.sol";
import {Constitution} from "./Constitution.sol";
import {IContributorRoll} from "./IContributorRoll.sol";
import {RuleBook} from "./RuleBook.sol";
import {GovernorParameters} from "./GovernorParameters.sol";

/// @title One proposal, two tallies.
/// @notice A vote touches few slots: the frame of rules and totals, one tally of both chambers, a word of the voters' bitmap.
abstract contract CountingBicameral is GovernorParameters {
    using Counting for Counting.Frame;

    uint8 internal constant CONTRIBUTORS = 0;
    uint8 internal constant TECHNICAL = 1;

    struct Count {
        Counting.Frame frame;
        uint256 tally;
        mapping(uint256 word => uint256 bits) voted;
    }

    IIdentityRegistry internal immutable _IDENTITIES;
    IContributorRoll private immutable _ROLL;
    IWorkLedger private immutable _LEDGER;
    RuleBook internal immutable _RULES;
    uint32 private immutable _PEOPLE_TO_ACTIVATE;
    uint32 private immutable _GROUPS_TO_ACTIVATE;
    uint32 private immutable _GROUPS_TO_STAY;
    uint16 private immutable _DEADLOCK_TURNOUT;
    mapping(uint256 proposalId => Count) private _counts;

    constructor(
        IIdentityRegistry identities,
        IWorkLedger ledger,
        RuleBook rules,
        Constitution constitution,
        uint16 deadlockTurnout
    ) {
        _IDENTITIES = identities;
        _ROLL = identities.roll();
        _LEDGER = ledger;
        _RULES = rules;
        (uint32 people, uint32 groups, ) = constitution.activation();
        (_PEOPLE_TO_ACTIVATE, _GROUPS_TO_ACTIVATE) = (people, groups);
        _GROUPS_TO_STAY = groups > 5 ? groups - 2 : uint32(Math.min(groups, 3));
        _DEADLOCK_TURNOUT = deadlockTurnout;
    }

    function chamberVotes(uint256 proposalId, uint8 chamber) external view returns (uint256, uint256, uint256) {
        return _votesIn(proposalId, _isTechnical(chamber) ? Counting.WEIGHT : Counting.PEOPLE);
    }

    function chamberHeads(uint256 proposalId) external view returns (uint256, uint256, uint256) {
        return _votesIn(proposalId, Counting.HEADS);
    }

    function chamberQuorum(uint256 proposalId, uint8 chamber) external view returns (uint256) {
        (Counting.Frame memory frame, RuleBook.Ruleset memory rules, ) = _outcome(proposalId);
        return _isTechnical(chamber) ? frame.headsNeeded(rules) : frame.peopleNeeded(rules);
    }

    function chamberTotal(uint256 proposalId, uint8 chamber) external view returns (uint256) {
        Counting.Frame memory frame = _frame(proposalId);
        return _isTechnical(chamber) ? frame.heads : frame.people;
    }

    function proposalRules(uint256 proposalId) external view returns (RuleBook.Ruleset memory rules, uint8 flags) {
        Counting.Frame memory frame;
        (frame, rules, ) = _outcome(proposalId);
        flags = frame.flags;
    }

    function isWeak(uint256 proposalId, uint8 chamber) external view returns (bool) {
        (Counting.Frame memory frame, RuleBook.Ruleset memory rules, uint256 tally) = _outcome(proposalId);
        return frame.isWeak(rules, tally, chamber);
    }

    function technicalRefused(uint256 proposalId) external view returns (bool) {
        (Counting.Frame memory frame, RuleBook.Ruleset memory rules, uint256 tally) = _outcome(proposalId);
        return frame.technicalRefused(rules, tally);
    }

    function proposalVotes(uint256 proposalId) external view returns (uint256, uint256, uint256) {
        Counting.Frame memory frame = _frame(proposalId);
        uint256 tally = _counts[proposalId].tally;
        return (_jointIn(frame, tally, 0), _jointIn(frame, tally, 1), _jointIn(frame, tally, 2));
    }

    /// @inheritdoc IGovernor
    /// @dev Joint figure for readers that know one tally: necessary under the ordinary rules, never sufficient.
    function quorum(uint256) public view override returns (uint256) {
        RuleBook.Ruleset memory rules = _RULES.rulesOf(1);
        return Counting.joint(rules.peopleQuorum, Counting.WHOLE, rules.technicalHeads, Counting.WHOLE);
    }

    /// @inheritdoc IGovernor
    /// @dev True for every account that the identity which voted ever acted through.
    function hasVoted(uint256 proposalId, address account) public view override returns (bool) {
        uint256 identityId = _IDENTITIES.boundTo(account);
        return (_counts[proposalId].voted[identityId >> 8] >> (identityId & 0xff)) & 1 != 0;
    }

    function proposalSnapshot(uint256 proposalId) public view override returns (uint256) {
        return _counts[proposalId].frame.start;
    }

    function proposalDeadline(uint256 proposalId) public view override returns (uint256) {
        Counting.Frame storage frame = _counts[proposalId].frame;
        return uint256(frame.start) + frame.duration;
    }

    function COUNTING_MODE() public pure override returns (string memory) {
        return "support=bravo&quorum=for,abstain&params=bicameral";
    }

    /// @dev As OpenZeppelin's, with votes read once. Quorum that comes in the last `lateExtension` seconds moves the
    /// deadline, once: afterwards it stays reached.
    function _castVote(
        uint256 proposalId,
        address account,
        uint8 support,
        string memory reason,
        bytes memory params
    ) internal override returns (uint256 weight) {
        _validateStateBitmap(proposalId, _encodeStateBitmap(ProposalState.Active));
        uint256 extended = block.timestamp + _counts[proposalId].frame.lateExtension;
        bool quorumMissing = extended > proposalDeadline(proposalId) && !_quorumReached(proposalId);

        weight = _countVote(proposalId, account, support, 0, params);
        if (params.length == 0) emit VoteCast(account, proposalId, support, weight, reason);
        else emit VoteCastWithParams(account, proposalId, support, weight, reason, params);

        if (quorumMissing && _quorumReached(proposalId)) {
            Counting.Frame storage frame = _counts[proposalId].frame;
            frame.duration = SafeCast.toUint32(extended - frame.start);
            emit ProposalExtended(proposalId, uint64(extended));
        }
    }

    /// @dev One byte of params is a different support as operator. Every identity is counted once per proposal.
    function _countVote(
        uint256 proposalId,
        address account,
        uint8 support,
        uint256,
        bytes memory params
    ) internal override returns (uint256) {
        if (params.length > 1) revert GovernorInvalidVoteParams();
        uint8 technicalSupport = params.length == 0 ? support : uint8(params[0]);
        if (support > Counting.ABSTAIN || technicalSupport > Counting.ABSTAIN) revert GovernorInvalidVoteType();
        Count storage count = _counts[proposalId];
        Counting.Frame memory frame = count.frame;
        (uint256 people, uint256 technical) = _useBallot(count, account, frame.start);
        if (!frame.has(Counting.TOTALS_KNOWN)) {
            _addTotals(frame);
            count.frame = frame;
        }
        uint256 tally = Counting.add(count.tally, Counting.PEOPLE + support, people);
        if (technical != 0) {
            tally = Counting.add(tally, Counting.WEIGHT + technicalSupport, technical);
            tally = Counting.add(tally, Counting.HEADS + technicalSupport, 1);
        }
        count.tally = tally;
        emit ChamberVote(account, proposalId, support, technicalSupport, people, technical);
        return _joint(frame, people, technical);
    }

    function _keepFrame(uint256 proposalId, Counting.Frame memory frame) internal {
        _counts[proposalId].frame = frame;
    }

    function _frameOf(uint256 proposalId) internal view returns (Counting.Frame storage) {
        return _counts[proposalId].frame;
    }

    /// @dev Joint weight for display; tallies use each chamber's own.
    function _getVotes(address account, uint256 timepoint, bytes memory) internal view override returns (uint256) {
        uint256 identityId = _IDENTITIES.identityOf(account);
        uint256 people = _ROLL.pastVotesOf(identityId, timepoint);
        uint256 technical = _LEDGER.pastVotesOf(identityId, timepoint);
        uint256 allPeople = people == 0 ? 0 : _ROLL.getPastTotalSupply(timepoint);
        uint256 allTechnical = technical == 0 ? 0 : _LEDGER.getPastTotalSupply(timepoint);
        return Counting.joint(people, allPeople, technical, allTechnical);
    }

    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        (Counting.Frame memory frame, RuleBook.Ruleset memory rules, uint256 tally) = _outcome(proposalId);
        return frame.quorumReached(rules, tally) || frame.overruled(tally, _DEADLOCK_TURNOUT);
    }

    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        (Counting.Frame memory frame, RuleBook.Ruleset memory rules, uint256 tally) = _outcome(proposalId);
        return frame.agreed(rules, tally) || frame.overruled(tally, _DEADLOCK_TURNOUT);
    }

    /// @dev Everything that decides.
    function _outcome(
        uint256 proposalId
    ) internal view returns (Counting.Frame memory frame, RuleBook.Ruleset memory rules, uint256 tally) {
        frame = _frame(proposalId);
        rules = _RULES.ruleset(frame.ruleset);
        tally = _counts[proposalId].tally;
    }

    /// @dev Marks the ballot of the identity behind an account as used and reads its votes.
    function _useBallot(
        Count storage count,
        address account,
        uint256 timepoint
    ) private returns (uint256 people, uint256 technical) {
        (uint256 identityId, bool active) = _IDENTITIES.standing(account);
        if (!active) revert IdentityInactive(account, identityId);
        uint256 bits = count.voted[identityId >> 8];
        uint256 bit = 1 << (identityId & 0xff);
        if (bits & bit != 0) revert GovernorAlreadyCastVote(account);
        count.voted[identityId >> 8] = bits | bit;
        people = _ROLL.pastVotesOf(identityId, timepoint);
        technical = _LEDGER.castableVotesOf(identityId, timepoint);
        if (people == 0 && technical == 0) revert NoVotes(account, timepoint);
    }

    /// @dev Frame with totals, read from the past where no vote kept them yet. A snapshot ahead has no totals.
    function _frame(uint256 proposalId) private view returns (Counting.Frame memory frame) {
        frame = _counts[proposalId].frame;
        if (!frame.has(Counting.TOTALS_KNOWN) && frame.start != 0 && frame.start < clock()) _addTotals(frame);
    }

    function _votesIn(uint256 proposalId, uint256 lanes) private view returns (uint256, uint256, uint256) {
        uint256 tally = _counts[proposalId].tally;
        return (
            Counting.votesIn(tally, lanes + Counting.AGAINST),
            Counting.votesIn(tally, lanes + Counting.FOR),
            Counting.votesIn(tally, lanes + Counting.ABSTAIN)
        );
    }

    function _addTotals(Counting.Frame memory frame) private view {
        (uint256 people, uint256 heads) = (_ROLL.getPastTotalSupply(frame.start), _LEDGER.pastHeads(frame.start));
        // Identities are counted in 32 bits, and a voice is one of them.
        frame.people = uint32(people);
        frame.heads = SafeCast.toUint24(heads);
        // The supply is the heads times the largest weight, which is one of 256.
        if (heads != 0) frame.heaviest = uint8(_LEDGER.getPastTotalSupply(frame.start) / heads);
        frame.flags |= Counting.TOTALS_KNOWN;
        if (_isPeopleActive(people, frame.start)) frame.flags |= Counting.PEOPLE_ACTIVE;
        if (heads >= _GROUPS_TO_ACTIVATE) frame.flags |= Counting.TECHNICAL_ACTIVE;
        else if (_LEDGER.wasOpen()) {
            frame.flags |= heads >= _GROUPS_TO_STAY ? Counting.TECHNICAL_ACTIVE : Counting.FALLEN;
        }
    }

    function _isPeopleActive(uint256 people, uint256 timepoint) private view returns (bool) {
        uint256 needed = _PEOPLE_TO_ACTIVATE;
        if (people >= needed) return true;
        if (5 * people < 4 * needed) return false;
        uint256 openedAt = _ROLL.openedAt(needed);
        return openedAt != 0 && openedAt <= timepoint;
    }

    function _jointIn(Counting.Frame memory frame, uint256 tally, uint256 support) private pure returns (uint256) {
        uint256 technical = Counting.votesIn(tally, Counting.WEIGHT + support);
        return _joint(frame, Counting.votesIn(tally, Counting.PEOPLE + support), technical);
    }

    function _joint(Counting.Frame memory frame, uint256 people, uint256 technical) private pure returns (uint256) {
        return Counting.joint(people, frame.people, technical, uint256(frame.heads) * frame.heaviest);
    }

    function _isTechnical(uint8 chamber) private pure returns (bool) {
        if (chamber > TECHNICAL) revert ChamberUnknown(chamber);
        return chamber == TECHNICAL;
    }
}
