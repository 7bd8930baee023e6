// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {Counting} from "./Counting.sol";
import {GovernorParameters} from "./GovernorParameters.sol";
import {IConstitution} from "./IConstitution.sol";
import {IContributorRoll} from "./IContributorRoll.sol";
import {ICountingBicameral} from "./ICountingBicameral.sol";
import {IRuleBook} from "./IRuleBook.sol";
import {Sponsorship} from "./Sponsorship.sol";

/// @title One proposal, two tallies.
/// @notice A vote touches few slots: docket, frozen rules and totals, the voter's bitmap word, one tally per chamber.
abstract contract CountingBicameral is ICountingBicameral, GovernorParameters {
    using Counting for Counting.Frozen;
    using Counting for Counting.Tally;

    uint8 internal constant CONTRIBUTORS = 0;
    uint8 internal constant TECHNICAL = 1;

    struct Count {
        Sponsorship.Docket docket;
        Counting.Frozen frozen;
        Counting.Tally[2] tallies;
        mapping(uint256 word => uint256 bits) voted;
    }

    IIdentityRegistry internal immutable _IDENTITIES;
    IContributorRoll private immutable _ROLL;
    IWorkLedger internal immutable _LEDGER;
    IRuleBook internal immutable _RULES;
    uint32 private immutable _PEOPLE_TO_ACTIVATE;
    uint32 private immutable _GROUPS_TO_ACTIVATE;
    uint16 private immutable _DEADLOCK_TURNOUT;
    mapping(uint256 proposalId => Count) private _counts;

    constructor(
        IIdentityRegistry identities,
        IWorkLedger ledger,
        IRuleBook rules,
        IConstitution constitution,
        uint16 deadlockTurnout
    ) {
        _IDENTITIES = identities;
        _ROLL = identities.roll();
        _LEDGER = ledger;
        _RULES = rules;
        IConstitution.Limits memory limits = constitution.limits();
        _PEOPLE_TO_ACTIVATE = limits.peopleToActivate;
        _GROUPS_TO_ACTIVATE = limits.groupsToActivate;
        _DEADLOCK_TURNOUT = deadlockTurnout;
    }

    /// @inheritdoc ICountingBicameral
    function chamberVotes(uint256 proposalId, uint8 chamber) external view returns (uint256, uint256, uint256) {
        if (chamber > TECHNICAL) revert ChamberUnknown(chamber);
        Counting.Tally memory tally = _counts[proposalId].tallies[chamber];
        return (tally.against, tally.forVotes, tally.abstain);
    }

    /// @inheritdoc ICountingBicameral
    function chamberQuorum(uint256 proposalId, uint8 chamber) external view returns (uint256) {
        Counting.Frozen memory frozen = _counts[proposalId].frozen;
        uint256 share = chamber == CONTRIBUTORS ? frozen.peopleQuorum : frozen.technicalQuorum;
        return Counting.share(chamberTotal(proposalId, chamber), share);
    }

    /// @inheritdoc ICountingBicameral
    function chamberActive(uint256 proposalId, uint8 chamber) external view returns (bool) {
        if (chamber > TECHNICAL) revert ChamberUnknown(chamber);
        uint8 flag = chamber == CONTRIBUTORS ? Counting.PEOPLE_ACTIVE : Counting.TECHNICAL_ACTIVE;
        return _frozen(proposalId).has(flag);
    }

    /// @inheritdoc ICountingBicameral
    function proposalRules(
        uint256 proposalId
    ) external view returns (uint8, uint16, uint16, uint16, uint32, uint16, bool) {
        Counting.Frozen memory it = _counts[proposalId].frozen;
        return (
            it.class,
            it.peopleQuorum,
            it.technicalQuorum,
            it.majority,
            it.delay,
            it.objection,
            it.has(Counting.DEADLOCK)
        );
    }

    /// @inheritdoc ICountingBicameral
    function technicalRefused(uint256 proposalId) external view returns (bool) {
        (Counting.Frozen memory frozen, Counting.Tally[2] memory tallies) = _outcome(proposalId);
        return frozen.technicalRefused(tallies[CONTRIBUTORS], tallies[TECHNICAL]);
    }

    /// @inheritdoc ICountingBicameral
    function proposalVotes(uint256 proposalId) external view returns (uint256, uint256, uint256) {
        Counting.Frozen memory it = _frozen(proposalId);
        Counting.Tally memory people = _counts[proposalId].tallies[CONTRIBUTORS];
        Counting.Tally memory technical = _counts[proposalId].tallies[TECHNICAL];
        return (
            Counting.joint(people.against, it.people, technical.against, it.technical),
            Counting.joint(people.forVotes, it.people, technical.forVotes, it.technical),
            Counting.joint(people.abstain, it.people, technical.abstain, it.technical)
        );
    }

    /// @inheritdoc ICountingBicameral
    function chamberVotesOf(address account, uint256 timepoint) external view returns (uint256, uint256) {
        return _votesOf(_IDENTITIES.identityOf(account), timepoint);
    }

    /// @inheritdoc ICountingBicameral
    function chamberTotal(uint256 proposalId, uint8 chamber) public view returns (uint256) {
        if (chamber > TECHNICAL) revert ChamberUnknown(chamber);
        Counting.Frozen memory frozen = _frozen(proposalId);
        return chamber == CONTRIBUTORS ? frozen.people : frozen.technical;
    }

    /// @inheritdoc IGovernor
    /// @dev Joint figure for readers that know one tally: necessary under the ordinary rules, never sufficient.
    function quorum(uint256) public view override returns (uint256) {
        IRuleBook.Ruleset memory rules = _RULES.rulesOf(1);
        return Counting.joint(rules.peopleQuorum, Counting.WHOLE, rules.technicalQuorum, Counting.WHOLE);
    }

    /// @inheritdoc IGovernor
    /// @dev True for every account that the identity which voted ever acted through.
    function hasVoted(uint256 proposalId, address account) public view override returns (bool) {
        uint256 identityId = _IDENTITIES.boundTo(account);
        return (_counts[proposalId].voted[identityId >> 8] >> (identityId & 0xff)) & 1 != 0;
    }

    /// @inheritdoc IGovernor
    function proposalSnapshot(uint256 proposalId) public view override returns (uint256) {
        Sponsorship.Docket storage docket = _counts[proposalId].docket;
        return docket.stage == Sponsorship.PROPOSED ? docket.start : 0;
    }

    /// @inheritdoc IGovernor
    function proposalDeadline(uint256 proposalId) public view override returns (uint256) {
        Sponsorship.Docket storage docket = _counts[proposalId].docket;
        return docket.stage == Sponsorship.PROPOSED ? uint256(docket.start) + docket.duration : 0;
    }

    /// @inheritdoc IGovernor
    function proposalProposer(uint256 proposalId) public view override returns (address) {
        Sponsorship.Docket storage docket = _counts[proposalId].docket;
        return docket.stage == Sponsorship.PROPOSED ? docket.proposer : address(0);
    }

    /// @inheritdoc IGovernor
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
        uint256 extended = block.timestamp + _counts[proposalId].frozen.lateExtension;
        bool quorumMissing = extended > proposalDeadline(proposalId) && !_quorumReached(proposalId);

        weight = _countVote(proposalId, account, support, 0, params);
        if (params.length == 0) emit VoteCast(account, proposalId, support, weight, reason);
        else emit VoteCastWithParams(account, proposalId, support, weight, reason, params);

        if (quorumMissing && _quorumReached(proposalId)) {
            Sponsorship.Docket storage docket = _counts[proposalId].docket;
            docket.duration = SafeCast.toUint32(extended - docket.start);
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
        uint256 timepoint = proposalSnapshot(proposalId);
        (uint256 people, uint256 technical) = _useBallot(proposalId, account, timepoint);
        Counting.Frozen memory frozen = _keepTotals(proposalId, timepoint);
        _tally(proposalId, CONTRIBUTORS, support, people);
        _tally(proposalId, TECHNICAL, technicalSupport, technical);
        emit ChamberVote(account, proposalId, support, technicalSupport, people, technical);
        return Counting.joint(people, frozen.people, technical, frozen.technical);
    }

    /// @dev The docket and frozen rules of a proposal, for its making.
    function _countOf(uint256 proposalId) internal view returns (Count storage) {
        return _counts[proposalId];
    }

    /// @dev The identity that an account acts for now.
    function _activeIdentity(address account) internal view returns (uint256 identityId) {
        bool active;
        (identityId, active) = _IDENTITIES.standing(account);
        if (!active) revert IdentityInactive(account, identityId);
    }

    /// @dev Joint weight for display; tallies use each chamber's own.
    function _getVotes(address account, uint256 timepoint, bytes memory) internal view override returns (uint256) {
        (uint256 people, uint256 technical) = _votesOf(_IDENTITIES.identityOf(account), timepoint);
        uint256 allPeople = people == 0 ? 0 : _ROLL.getPastTotalSupply(timepoint);
        uint256 allTechnical = technical == 0 ? 0 : _LEDGER.getPastTotalSupply(timepoint);
        return Counting.joint(people, allPeople, technical, allTechnical);
    }

    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        (Counting.Frozen memory frozen, Counting.Tally[2] memory tallies) = _outcome(proposalId);
        return
            frozen.quorumReached(tallies[CONTRIBUTORS], tallies[TECHNICAL]) ||
            frozen.overruled(tallies[CONTRIBUTORS], _DEADLOCK_TURNOUT);
    }

    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        (Counting.Frozen memory frozen, Counting.Tally[2] memory tallies) = _outcome(proposalId);
        return
            frozen.agreed(tallies[CONTRIBUTORS], tallies[TECHNICAL]) ||
            frozen.overruled(tallies[CONTRIBUTORS], _DEADLOCK_TURNOUT);
    }

    /// @dev Everything that decides.
    function _outcome(
        uint256 proposalId
    ) internal view returns (Counting.Frozen memory frozen, Counting.Tally[2] memory tallies) {
        return (_frozen(proposalId), _counts[proposalId].tallies);
    }

    /// @dev Marks the ballot of the identity behind an account as used and reads its votes.
    function _useBallot(
        uint256 proposalId,
        address account,
        uint256 timepoint
    ) private returns (uint256 people, uint256 technical) {
        uint256 identityId = _activeIdentity(account);
        mapping(uint256 word => uint256 bits) storage voted = _counts[proposalId].voted;
        uint256 bits = voted[identityId >> 8];
        uint256 bit = 1 << (identityId & 0xff);
        if (bits & bit != 0) revert GovernorAlreadyCastVote(account);
        voted[identityId >> 8] = bits | bit;
        (people, technical) = _votesOf(identityId, timepoint);
        if (people == 0 && technical == 0) revert NoVotes(account, timepoint);
    }

    function _keepTotals(uint256 proposalId, uint256 timepoint) private returns (Counting.Frozen memory frozen) {
        frozen = _counts[proposalId].frozen;
        if (frozen.has(Counting.TOTALS_KNOWN)) return frozen;
        _addTotals(frozen, timepoint);
        _counts[proposalId].frozen = frozen;
    }

    function _tally(uint256 proposalId, uint8 chamber, uint8 support, uint256 votes) private {
        if (votes == 0) return;
        Counting.Tally memory tally = _counts[proposalId].tallies[chamber];
        tally.add(support, votes);
        _counts[proposalId].tallies[chamber] = tally;
    }

    /// @dev Rules and totals, read from the past where no vote kept them yet. A snapshot ahead has no totals.
    function _frozen(uint256 proposalId) private view returns (Counting.Frozen memory frozen) {
        frozen = _counts[proposalId].frozen;
        uint256 timepoint = proposalSnapshot(proposalId);
        if (!frozen.has(Counting.TOTALS_KNOWN) && timepoint != 0 && timepoint < clock()) _addTotals(frozen, timepoint);
    }

    function _addTotals(Counting.Frozen memory frozen, uint256 timepoint) private view {
        frozen.people = SafeCast.toUint32(_ROLL.getPastTotalSupply(timepoint));
        frozen.technical = SafeCast.toUint80(_LEDGER.getPastTotalSupply(timepoint));
        frozen.flags |= Counting.TOTALS_KNOWN;
        if (frozen.people >= _PEOPLE_TO_ACTIVATE) frozen.flags |= Counting.PEOPLE_ACTIVE;
        if (_LEDGER.getPastGroups(timepoint) >= _GROUPS_TO_ACTIVATE) frozen.flags |= Counting.TECHNICAL_ACTIVE;
    }

    function _votesOf(uint256 identityId, uint256 timepoint) private view returns (uint256, uint256) {
        return (_ROLL.pastVotesOf(identityId, timepoint), _LEDGER.pastVotesOf(identityId, timepoint));
    }
}
