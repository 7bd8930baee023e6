// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {ISpotCheck} from "./ISpotCheck.sol";

/// @notice Seats of an audit, their verdicts, and what these amount to.
library Audits {
    /// @dev A commitment beyond this is none that hides a verdict: small numbers say what was found.
    uint256 private constant FINDINGS = 4;

    struct Book {
        mapping(bytes32 key => ISpotCheck.Audit) audits;
        mapping(bytes32 key => uint32[]) seats;
        /// @dev A commitment until the reveal, then the finding.
        mapping(bytes32 key => mapping(uint256 seat => bytes32)) verdicts;
    }

    /// @dev Phases of a panel.
    struct Phases {
        uint48 commit;
        uint48 reveal;
    }

    /// @dev Seats a panel from now on.
    function seat(
        Book storage self,
        bytes32 key,
        ISpotCheck.Stage stage,
        uint256[] memory drawn,
        Phases memory phases
    ) internal {
        ISpotCheck.Audit storage record = self.audits[key];
        uint32[] storage all = self.seats[key];
        record.stage = stage;
        record.openedAt = Time.timestamp();
        record.first = uint8(all.length);
        if (stage == ISpotCheck.Stage.FIRST) {
            record.needed = uint8(drawn.length);
        } else if (stage == ISpotCheck.Stage.LARGE) {
            // Four fifths of the seats, rounded up.
            record.needed = uint8((drawn.length * 4 + 4) / 5);
            (record.clean, record.faulty) = (0, 0);
        }
        for (uint256 i = 0; i < drawn.length; ++i) all.push(uint32(drawn[i]));
        uint48 commitUntil = record.openedAt + phases.commit;
        emit ISpotCheck.PanelDrawn(key, stage, drawn, commitUntil, commitUntil + phases.reveal);
    }

    /// @dev Keeps a verifier's commitment.
    function commit(
        Book storage self,
        bytes32 key,
        uint256 verifierId,
        bytes32 commitment,
        Phases memory phases
    ) internal {
        uint48 from = _assertOpen(self, key);
        _assertPhase(key, from, from + phases.commit);
        if (uint256(commitment) < FINDINGS) revert ISpotCheck.CommitmentEmpty();
        self.verdicts[key][_seatOf(self, key, verifierId)] = commitment;
        emit ISpotCheck.VerdictCommitted(key, verifierId, commitment);
    }

    /// @dev Opens a verifier's commitment and counts what it found.
    function reveal(
        Book storage self,
        bytes32 key,
        uint256 verifierId,
        bytes32 opened,
        uint32 checked,
        uint32 failed,
        Phases memory phases
    ) internal {
        uint48 from = _assertOpen(self, key) + phases.commit;
        _assertPhase(key, from, from + phases.reveal);
        ISpotCheck.Audit storage record = self.audits[key];
        if (failed > checked || checked > record.count) {
            revert ISpotCheck.VerdictImpossible(checked, failed, record.count);
        }
        uint256 place = _seatOf(self, key, verifierId);
        bytes32 committed = self.verdicts[key][place];
        if (committed != opened) revert ISpotCheck.CommitmentMismatch(committed, opened);

        ISpotCheck.Finding finding = ISpotCheck.Finding.ABSTAINED;
        if (failed != 0) {
            finding = ISpotCheck.Finding.FAULTY;
            ++record.faulty;
            if (record.stage == ISpotCheck.Stage.LARGE) {
                record.checked = _addCapped(record.checked, checked);
                record.failed = _addCapped(record.failed, failed);
            }
        } else if (checked != 0) {
            finding = ISpotCheck.Finding.CLEAN;
            ++record.clean;
        }
        self.verdicts[key][place] = bytes32(uint256(finding));
    }

    /// @dev When the present panel's reveals end.
    function endOf(Book storage self, bytes32 key, Phases memory phases) internal view returns (uint48 end) {
        end = _assertOpen(self, key) + phases.commit + phases.reveal;
        if (Time.timestamp() < end) revert ISpotCheck.PhaseClosed(key, end, type(uint48).max);
    }

    /// @dev All seats ever drawn.
    function list(
        Book storage self,
        bytes32 key
    ) internal view returns (uint256[] memory verifiers, ISpotCheck.Finding[] memory findings) {
        uint32[] storage all = self.seats[key];
        verifiers = new uint256[](all.length);
        findings = new ISpotCheck.Finding[](all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            verifiers[i] = all[i];
            uint256 said = uint256(self.verdicts[key][i]);
            if (said < FINDINGS) findings[i] = ISpotCheck.Finding(said);
        }
    }

    /// @dev What the large panel contradicts. Where it found the work clean, who called it faulty; where most of those
    /// with a finding called it faulty, its own members who called it clean. Who looked before it looked at other receipts,
    /// so a clean verdict of theirs is contradicted only if most of what failed at the large panel failed.
    function isContradicted(
        ISpotCheck.Audit memory record,
        uint256 place,
        ISpotCheck.Finding finding
    ) internal pure returns (bool contradicted) {
        if (record.clean >= record.needed) return finding == ISpotCheck.Finding.FAULTY;
        if (finding != ISpotCheck.Finding.CLEAN || record.faulty <= record.clean) return false;
        return place >= record.first || 2 * uint256(record.failed) > record.checked;
    }

    function _assertOpen(Book storage self, bytes32 key) private view returns (uint48 openedAt) {
        ISpotCheck.Stage stage = self.audits[key].stage;
        if (stage < ISpotCheck.Stage.FIRST || stage > ISpotCheck.Stage.LARGE) {
            revert ISpotCheck.AuditNotOpen(key, stage);
        }
        return self.audits[key].openedAt;
    }

    function _assertPhase(bytes32 key, uint48 from, uint48 until) private view {
        uint48 time = Time.timestamp();
        if (time < from || time >= until) revert ISpotCheck.PhaseClosed(key, from, until);
    }

    function _seatOf(Book storage self, bytes32 key, uint256 verifierId) private view returns (uint256) {
        uint32[] storage all = self.seats[key];
        for (uint256 i = self.audits[key].first; i < all.length; ++i) {
            if (all[i] == verifierId) return i;
        }
        revert ISpotCheck.NotOnPanel(key, verifierId);
    }

    function _addCapped(uint32 sum, uint32 added) private pure returns (uint32) {
        return added > type(uint32).max - sum ? type(uint32).max : sum + added;
    }
}
